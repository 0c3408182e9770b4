#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has instructions for CRC-32C.
bool tombolo_crc32c_is_here(void);

/// The state of a CRC-32C after `count` bytes: the processor has the instructions for it.
uint32_t tombolo_crc32c(uint32_t state, const void *_Nullable bytes, size_t count);
