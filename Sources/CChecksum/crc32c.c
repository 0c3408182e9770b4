#include "CChecksum.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#define ACCELERATED __attribute__((target("sse4.2")))
#define STEP8(state, word) ((uint32_t)_mm_crc32_u64(state, word))
#define STEP1(state, byte) _mm_crc32_u8(state, byte)
bool tombolo_crc32c_is_here(void) { return __builtin_cpu_supports("sse4.2"); }
#elif defined(__aarch64__) && defined(__linux__)
#include <arm_acle.h>
#include <sys/auxv.h>
#define ACCELERATED __attribute__((target("crc")))
#define STEP8(state, word) __crc32cd(state, word)
#define STEP1(state, byte) __crc32cb(state, byte)
// HWCAP_CRC32 of Linux.
bool tombolo_crc32c_is_here(void) { return (getauxval(AT_HWCAP) >> 7 & 1) != 0; }
#else
#define ACCELERATED
#define STEP8(state, word) (__builtin_trap(), 0)
#define STEP1(state, byte) (__builtin_trap(), 0)
bool tombolo_crc32c_is_here(void) { return false; }
#endif

ACCELERATED uint32_t tombolo_crc32c(uint32_t state, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    for (; count >= 8; next += 8, count -= 8) {
        uint64_t word;
        memcpy(&word, next, 8);
        state = STEP8(state, word);
    }
    for (; count > 0; next++, count--) state = STEP1(state, *next);
    return state;
}
