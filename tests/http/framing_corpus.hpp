#pragma once

#include <string>
#include <vector>

namespace portal {

/// What a connection does after a request of the corpus.
enum class After {
  closed,    ///< one answer, then the end: nothing behind it is read as a request
  goes_on,   ///< one answer, and the request behind it gets one too
  swallowed, ///< what comes behind it belongs to its body
  silent,    ///< never whole: no answer at all
};

struct RawCase {
  std::string name;
  std::string bytes;
  int status = 0;
  After after = After::closed;
};

/// Requests as they may come over a wire: some 300, most of them wrong in one way each.
std::vector<RawCase> framing_corpus();

} // namespace portal
