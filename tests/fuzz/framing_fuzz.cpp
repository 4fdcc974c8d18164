// libFuzzer target of the request reader. Clang only, outside the default build:
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -I. tests/fuzz/framing_fuzz.cpp \
//     http/{framing,chunks,reader,target,message}.cpp -o framing_fuzz && ./framing_fuzz -max_len=4096
// It stops where bytes are read in two ways depending on how they were cut, and where an accepted
// request breaks what the rest of the server relies on.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "http/reader.hpp"
#include "http/target.hpp"

namespace {

using portal::ReaderLimits;
using portal::Request;
using portal::RequestReader;
using Step = RequestReader::Step;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const Request& request) {
  require(portal::is_token(request.method));
  require(request.path == "*" || request.path.starts_with('/'));
  require(portal::is_utf8(request.path) && request.path.find('\0') == std::string::npos);
  require(
    request.header("transfer-encoding") == nullptr || request.header("content-length") == nullptr
  );
  for (const auto& header : request.headers) {
    require(portal::is_token(header.name));
    require(std::all_of(header.value.begin(), header.value.end(), [](char c) {
      return c == '\t' || (c >= 0x20 && c < 0x7f);
    }));
  }
}

/// All that a reader makes of `bytes` in pieces of `size`, as one comparable text.
std::string reading(std::string_view bytes, std::size_t size) {
  const ReaderLimits limits;
  RequestReader reader{limits};
  std::string made;
  while (!bytes.empty()) {
    auto piece = bytes.substr(0, size);
    bytes.remove_prefix(piece.size());
    for (auto step = Step::complete; step != Step::needs_more;) {
      step = reader.feed(piece);
      if (step == Step::refused) return made + "!" + std::to_string(reader.refusal().status);
      if (step != Step::complete) continue;
      const auto request = reader.take().request;
      check(request);
      made += request.method + " " + request.target + "\n" + request.body + "\n";
    }
  }
  return made;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
  const auto whole = reading(bytes, bytes.size() + 1);
  require(reading(bytes, 1) == whole);
  require(reading(bytes, data[0] + 1U) == whole);
  static_cast<void>(portal::read_query(bytes));
  return 0;
}
