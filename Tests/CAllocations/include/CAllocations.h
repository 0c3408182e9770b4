#pragma once

/// Allocations of this thread so far: those of the program that links this, libraries included.
unsigned long tombolo_allocations(void);
