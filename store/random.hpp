#pragma once

#include <cstdint>
#include <span>

namespace portal {

/// Fills `bytes` with chance that is public once it is used: nonces and ids, never keys or secrets (for
/// those there is random_bytes()). Each thread draws from OpenSSL's generator for many uses at once, since one
/// draw costs more than sealing a short text: it asks the kernel each time whether the process has forked.
/// What a fork would share is thrown away in the child. At most 4 KiB at a time.
void fill_with_public_chance(std::span<std::uint8_t> bytes);

} // namespace portal
