#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace portal {

/// Seals and opens the personal fields of one customer. Implemented by the vault; once the customer is
/// erased, `open` answers nothing, for ever.
class PersonalCodec {
 public:
  PersonalCodec() = default;
  PersonalCodec(const PersonalCodec&) = delete;
  PersonalCodec& operator=(const PersonalCodec&) = delete;
  virtual ~PersonalCodec() = default;

  /// Authenticated encryption of a JSON value; the answer is base64url text.
  virtual std::string seal(std::string_view clear_json) const = 0;
  virtual std::optional<std::string> open(std::string_view sealed) const = 0;
};

/// What a personal value has become in the log, the views and the actors' memory.
struct Sealed {
  std::string text;
  bool operator==(const Sealed&) const = default;
};

/// A field that tells who a person is. Clear on its way in (so that rules can check it), sealed from
/// the event on. On the wire and in the log a sealed value is `{"$sealed":"…"}`.
template <class T> class Personal {
 public:
  Personal() = default;

  Personal(T clear) : value_(std::move(clear)) {} // NOLINT(google-explicit-constructor)

  explicit Personal(Sealed sealed) : value_(std::move(sealed)) {}

  const T* clear() const { return std::get_if<T>(&value_); }

  const Sealed* sealed() const { return std::get_if<Sealed>(&value_); }

  void become(Sealed sealed) { value_.template emplace<Sealed>(std::move(sealed)); }

  bool operator==(const Personal&) const = default;

 private:
  std::variant<T, Sealed> value_;
};

/// `json` with every `{"$sealed":"…"}` replaced by what `codec` opens it to, or by `null` when the
/// key is gone.
std::string open_personal(std::string_view json, const PersonalCodec& codec);

} // namespace portal
