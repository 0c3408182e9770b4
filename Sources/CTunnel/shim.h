// Network namespaces and TUN devices: what Swift's Glibc leaves out, since it is Linux's own, and
// requests whose structures are unions. Each returns a descriptor or 0, or a negative error number.
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <net/route.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define TUNNEL_NAME_BYTES IFNAMSIZ

// Declared by <sched.h> for GNU's C only.
extern int setns(int descriptor, int kind);
extern int unshare(int flags);
#define TUNNEL_CLONE_NEWNET 0x40000000

/// The network namespace of the calling thread.
static inline int tunnel_current_namespace(void) {
    int descriptor = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}
/// Moves the calling thread into a new, empty network namespace.
static inline int tunnel_leave_namespace(void) {
    return unshare(TUNNEL_CLONE_NEWNET) == 0 ? 0 : -errno;
}
/// Moves the calling thread into a namespace.
static inline int tunnel_enter_namespace(int descriptor) {
    return setns(descriptor, TUNNEL_CLONE_NEWNET) == 0 ? 0 : -errno;
}
/// A TUN device for bare IP packets in the calling thread's namespace; it goes when the descriptor
/// is closed. `name` may hold `%d` for a free number, and then holds what it is called.
static inline int tunnel_open(char name[TUNNEL_NAME_BYTES]) {
    int descriptor = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return -errno;
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    memcpy(request.ifr_name, name, TUNNEL_NAME_BYTES - 1);
    if (ioctl(descriptor, TUNSETIFF, &request) < 0) {
        int code = errno;
        close(descriptor);
        return -code;
    }
    memcpy(name, request.ifr_name, TUNNEL_NAME_BYTES);
    return descriptor;
}
static inline void tunnel_set_address(struct sockaddr *target, unsigned address) {
    struct sockaddr_in *internet = (struct sockaddr_in *)target;
    internet->sin_family = AF_INET;
    internet->sin_addr.s_addr = htonl(address);
}
static inline int tunnel_request(unsigned long kind, void *request) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int result = ioctl(descriptor, kind, request) < 0 ? -errno : 0;
    close(descriptor);
    return result;
}
/// Gives a device an IPv4 address (0: none) and the mask of its network, both in this machine's
/// order, and sets it up.
static inline int tunnel_set_up(const char *name, unsigned address, unsigned mask) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    int result = 0;
    if (address != 0) {
        tunnel_set_address(&request.ifr_addr, address);
        result = tunnel_request(SIOCSIFADDR, &request);
        if (result == 0) {
            tunnel_set_address(&request.ifr_netmask, mask);
            result = tunnel_request(SIOCSIFNETMASK, &request);
        }
    }
    if (result == 0) result = tunnel_request(SIOCGIFFLAGS, &request);
    if (result != 0) return result;
    request.ifr_flags |= IFF_UP;
    return tunnel_request(SIOCSIFFLAGS, &request);
}
/// Sends everything that has no other way through a device.
static inline int tunnel_set_default_route(const char *name) {
    struct rtentry route;
    memset(&route, 0, sizeof route);
    tunnel_set_address(&route.rt_dst, 0);
    tunnel_set_address(&route.rt_genmask, 0);
    char device[IFNAMSIZ] = {0};
    strncpy(device, name, IFNAMSIZ - 1);
    route.rt_dev = device;
    route.rt_flags = RTF_UP;
    return tunnel_request(SIOCADDRT, &route);
}
/// Whether the calling thread's namespace has this address (in this machine's order): 1 or 0.
static inline int tunnel_has_address(unsigned address) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    struct sockaddr_in local;
    memset(&local, 0, sizeof local);
    tunnel_set_address((struct sockaddr *)&local, address);
    int result = bind(descriptor, (struct sockaddr *)&local, sizeof local) == 0;
    close(descriptor);
    return result;
}
