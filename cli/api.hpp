#pragma once

#include <map>
#include <string>

#include <tl/expected.hpp>

namespace portal {

/// What a server answered.
struct ApiAnswer {
  int status = 0;
  std::map<std::string, std::string> headers; ///< names in lower case
  std::string body;
};

/// What the command line tool asks of a portal; the same whether it runs elsewhere or in this
/// process.
struct Question {
  std::string method;
  std::string target; ///< path and query
  std::string body;   ///< JSON, or empty
  std::map<std::string, std::string> headers;
};

/// A portal that can be asked. Not thread-safe.
class Api {
 public:
  Api() = default;
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;
  virtual ~Api() = default;

  /// The error is a sentence: what could not be reached, and why. A refusal is an ApiAnswer.
  virtual tl::expected<ApiAnswer, std::string> send(const Question& call) = 0;

  /// What its links and commands begin with.
  virtual std::string url() const = 0;
};

} // namespace portal
