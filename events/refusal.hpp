#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace portal {

/// Which kind of "no" a refusal is; the edge turns it into a status, the domain knows no HTTP.
enum class RefusalKind {
  invalid,     ///< the request is wrong in itself (400)
  not_found,   ///< no such thing, or not yours (404)
  conflict,    ///< right in itself, but not now (409)
  gone,        ///< was there once (410)
  stale,       ///< the object has moved on from the version named (412)
  unsupported, ///< a media type or encoding that is not spoken (415)
  impossible,  ///< understood, but cannot be carried out (422)
  unknown_who, ///< no or bad credentials (401)
  forbidden,   ///< known, but may not (403)
  payment,     ///< the money did not move (402)
  too_large,   ///< a limit of size (413)
  too_many,    ///< a limit of rate (429)
};

/// A "no" with a name of its own: `code` is a wire name such as `subscription_already_paused`,
/// `param` the path of the field at fault (may be empty), `message` says what was wrong and what to do.
struct Refusal {
  RefusalKind kind = RefusalKind::invalid;
  std::string code;
  std::string param;
  std::string message;
  bool operator==(const Refusal&) const = default;
};

template <class T> using Result = tl::expected<T, Refusal>;

inline tl::unexpected<Refusal>
refuse(RefusalKind kind, std::string code, std::string param, std::string message) {
  return tl::unexpected<Refusal>(Refusal{
    kind, std::move(code), std::move(param), std::move(message)});
}

} // namespace portal
