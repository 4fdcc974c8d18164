#pragma once

#include <string_view>

namespace portal {

/// Whether a host names this machine and can name no other: `localhost` or a name beneath it, `[::1]`, an IPv4
/// address that begins with 127. In lower case; a name such as 127.example.com is none.
bool is_loopback(std::string_view host);

} // namespace portal
