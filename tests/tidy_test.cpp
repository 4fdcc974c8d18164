// The style of this repository as a test: it reads every source file and says where a rule is
// broken. The floors and their arrows are in ARCHITECTURE.md.

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

const fs::path root{PORTAL_SOURCE_DIR};

/// From the lowest floor to the highest: a file may include from its own floor and those before it.
constexpr std::array<std::string_view, 8> floors{"events", "documents", "store", "projections",
                                                 "actors", "effects",   "http",  "cli"};

struct Source {
  std::string path;  ///< from the root: `events/json.cpp`
  std::string floor; ///< the folder, or what tests/<folder> is about
  bool test = false;
  std::vector<std::string> lines;

  bool is_header() const { return path.ends_with(".hpp"); }
};

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream in{file};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<Source> read_sources() {
  std::vector<Source> sources;
  for (const std::string_view top :
       {"events", "documents", "store", "projections", "actors", "effects", "http", "cli", "tests",
        "bench"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".hpp") continue;
      const fs::path path = fs::relative(entry.path(), root);
      auto part = path.begin();
      const bool test = *part == "tests";
      if (test) ++part;
      sources.push_back({path.generic_string(), part->string(), test, lines_of(entry.path())});
    }
  }
  std::sort(sources.begin(), sources.end(), [](const Source& left, const Source& right) {
    return left.path < right.path;
  });
  return sources;
}

const std::vector<Source>& sources() {
  static const std::vector<Source> all = read_sources();
  return all;
}

std::size_t height_of(std::string_view floor) {
  return static_cast<std::size_t>(std::find(floors.begin(), floors.end(), floor) - floors.begin());
}

/// The line without what follows `//`, so that comments may name what code may not.
std::string code_of(const std::string& line) {
  const auto comment = line.find("//");
  return comment == std::string::npos || line.find('"') < comment ? line : line.substr(0, comment);
}

std::string at(const Source& source, std::size_t index) {
  return source.path + ":" + std::to_string(index + 1) + ": " + source.lines[index];
}

/// What an #include names, or nothing.
std::string included_by(const std::string& line) {
  if (line.find("include") == std::string::npos) return {};
  static const std::regex pattern{R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])"};
  std::smatch match;
  return std::regex_search(line, match, pattern) ? match[1].str() : std::string{};
}

/// Fails wherever code outside `allowed` matches `pattern`; `instead` says what to write. Lines without
/// any of `words` are passed over: they cannot match.
template <class Allowed>
void ban(
  const std::vector<std::string_view>& words, const std::string& pattern, const Allowed& allowed,
  std::string_view instead
) {
  const std::regex banned{pattern};
  for (const Source& source : sources()) {
    if (source.path == "tests/tidy_test.cpp" || allowed(source)) continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      const bool possible = std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return line.find(word) != std::string::npos;
      });
      if (!possible || !std::regex_search(code_of(line), banned)) continue;
      ADD_FAILURE() << at(source, i) << "\n  " << instead;
    }
  }
}

/// Fails wherever a file outside `allowed` includes something that begins with `prefix`.
template <class Allowed> void only(std::string_view prefix, const Allowed& allowed) {
  for (const Source& source : sources()) {
    if (allowed(source)) continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      if (included_by(source.lines[i]).starts_with(prefix)) {
        ADD_FAILURE() << at(source, i) << "\n  ARCHITECTURE.md says who may include " << prefix;
      }
    }
  }
}

bool in_domain(const Source& source) { return source.floor == "events" && !source.test; }

} // namespace

TEST(Floors, IncludesRunDownOnly) {
  for (const Source& source : sources()) {
    const std::size_t own = height_of(source.floor);
    if (own == floors.size()) continue; // bench/ and what tests share may use any floor
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string name = included_by(source.lines[i]);
      const std::size_t theirs = height_of(name.substr(0, name.find('/')));
      if (theirs < floors.size() && theirs > own) {
        ADD_FAILURE() << at(source, i) << "\n  " << source.floor << "/ may not know "
                      << floors[theirs] << "/";
      }
    }
  }
}

TEST(Floors, HeadersOfOursAreNamedFromTheRoot) {
  for (const Source& source : sources()) {
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      if (included_by(line).empty() || line.find('"') == std::string::npos) continue;
      if (fs::exists(root / included_by(line))) continue;
      const bool beside = fs::exists((root / source.path).parent_path() / included_by(line));
      if (source.test && beside) continue;
      ADD_FAILURE() << at(source, i) << "\n  write the path from the root: \"events/json.hpp\"";
    }
  }
}

TEST(Floors, CafStaysInActors) {
  only("caf/", [](const Source& source) { return source.floor == "actors"; });
}

TEST(Floors, RocksDbStaysInStore) {
  only("rocksdb/", [](const Source& source) {
    return source.floor == "store" && (source.test || !source.is_header());
  });
}

TEST(Floors, BoostStaysInTwoFiles) {
  only("boost/", [](const Source& source) {
    return source.path == "http/server.cpp" || source.path == "store/row_changes.hpp" ||
           source.floor == "bench";
  });
}

TEST(Floors, SimdjsonStaysInOneFile) {
  only("simdjson", [](const Source& source) { return source.path == "events/json.cpp"; });
}

TEST(Floors, OpenSslStaysInStore) {
  only("openssl/", [](const Source& source) { return source.floor == "store"; });
}

TEST(Floors, CurlStaysInThreeFiles) {
  only("curl/", [](const Source& source) {
    return source.path == "cli/http_client.cpp" || source.path == "effects/outbound_curl.cpp" ||
           source.path == "effects/smtp_curl.cpp";
  });
}

TEST(Floors, TheEdgeDoesNotKnowTheEffects) {
  for (const Source& source : sources()) {
    if (source.floor != "http") continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      EXPECT_FALSE(included_by(source.lines[i]).starts_with("effects/")) << at(source, i);
    }
  }
}

TEST(Floors, DocumentsKnowTheDomainAlone) {
  for (const std::string_view other : {"store/", "projections/"}) {
    only(other, [](const Source& source) { return source.floor != "documents"; });
  }
}

TEST(Floors, TypesettingStaysInTheSourcesOfDocuments) {
  for (const std::string_view library : {"cairo", "pango/", "fontconfig/", "unicode/"}) {
    only(library, [](const Source& source) {
      return source.floor == "documents" && !source.is_header();
    });
  }
}

TEST(Style, FilesHaveAtMost400Lines) {
  for (const Source& source : sources()) {
    if (source.lines.size() > 400) {
      ADD_FAILURE() << source.path << " has " << source.lines.size()
                    << " lines; split it by what a reader would look for";
    }
  }
}

TEST(Style, LinesHaveAtMost120Bytes) {
  for (const Source& source : sources()) {
    bool table = false; // laid out by hand
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      if (line.find("clang-format o") != std::string::npos) table = line.ends_with("off");
      if (table || line.size() <= 120 || line.find('"') != std::string::npos) continue;
      ADD_FAILURE() << at(source, i) << "\n  break the line at 100 columns";
    }
  }
}

TEST(Style, HeadersBeginWithPragmaOnce) {
  for (const Source& source : sources()) {
    if (!source.is_header()) continue;
    ASSERT_FALSE(source.lines.empty()) << source.path;
    EXPECT_EQ(source.lines.front(), "#pragma once") << source.path;
  }
}

TEST(Style, HeadersHaveNoUsingDirective) {
  ban(
    {"using namespace"}, R"(^\s*using namespace (?!std::(chrono_)?literals|std::chrono_literals))",
    [](const Source& source) { return !source.is_header(); },
    "name what is used, or put it into a .cpp"
  );
}

TEST(Style, TestsAreNamedAsWhatTheyTest) {
  for (const Source& source : sources()) {
    if (!source.test || source.is_header() || source.floor == "support") continue;
    if (source.path.ends_with("_fuzz.cpp")) continue;
    fs::path header = root / source.path;
    if (fs::exists(header.replace_extension(".hpp"))) continue; // what several tests share
    EXPECT_TRUE(source.path.ends_with("_test.cpp"))
      << source.path << ": a test file is called <thing>_test.cpp";
  }
}

TEST(Style, TestsAreNotSwitchedOff) {
  ban(
    {"GTEST_", "DISABLED"},
    "\\bGTEST_"
    "SKIP\\b|\\bDISABLED"
    "_",
    [](const Source& /*source*/) { return false; }, "mend the test or delete it"
  );
}

TEST(Style, NothingIsLeftForLater) {
  const std::regex later{"\\b(TO"
                         "DO|FIX"
                         "ME|HA"
                         "CK)\\b"};
  for (const Source& source : sources()) {
    if (source.path == "tests/tidy_test.cpp") continue;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      if (line.find_first_of("THF") == std::string::npos) continue;
      if (std::regex_search(line, later)) {
        ADD_FAILURE() << at(source, i) << "\n  do it, or open an issue";
      }
    }
  }
}

/// Two types of one name in namespace portal, in two files, are undefined behaviour that no compiler reports.
TEST(Style, TypesHaveNamesOfTheirOwn) {
  const std::regex definition{
    R"(^(?:template <.*> )?(?:struct|class|enum class) (\w+)(?: final)?(?: :[^:].*)?(?: \{|;))"};
  std::map<std::string, std::string> seen;
  for (const Source& source : sources()) {
    if (source.test || source.floor == "bench") continue;
    bool hidden = false;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
      const std::string& line = source.lines[i];
      if (line == "namespace {") hidden = true;
      if (line == "} // namespace") hidden = false;
      std::smatch match;
      const bool declared = line.ends_with(';') && !line.starts_with("template <");
      if (hidden || declared || !std::regex_search(line, match, definition)) continue;
      const auto [first, fresh] = seen.emplace(match[1].str(), source.path);
      EXPECT_TRUE(fresh || first->second == source.path)
        << at(source, i) << "\n  " << first->second << " has a type of that name already";
    }
  }
}

TEST(Style, TypesAreNamedAfterWhatTheyAre) {
  ban(
    {"class ", "struct "}, R"(\b(class|struct)\s+\w*(Manager|Helper|Util|Utils|Impl|Base|Info)\b)",
    [](const Source& /*source*/) { return false; }, "name the type after its role"
  );
}

TEST(Domain, MoneyIsNeverFloatingPoint) {
  ban(
    {"double", "float"}, R"(\b(double|float)\b)",
    [](const Source& source) { return !in_domain(source); },
    "use std::int64_t minor units, or Decimal"
  );
}

TEST(Domain, TimeIsAnInput) {
  ban(
    {"_clock", "time("},
    R"(\b(system_clock|steady_clock|high_resolution_clock)::now\b|\btime\(nullptr\))",
    [](const Source& source) {
      return source.test || (source.floor != "events" && source.floor != "projections");
    },
    "take the time as an argument"
  );
}

TEST(Domain, IdsAreTyped) {
  ban(
    {"_id"}, R"(\bstd::string\s+\w+_id\b(?!\())",
    [](const Source& source) {
      return !in_domain(source) ||
             source.path == "events/envelope.hpp"; // request_id: the caller's text
    },
    "use the Id<Tag> of events/ids.hpp"
  );
}

TEST(Safety, ChanceComesFromTheOperatingSystem) {
  ban(
    {"rand"}, R"(\bstd::random_device\b|\bs?rand\(\)|\bsrand\()",
    [](const Source& source) { return source.test && source.path != "tests/tidy_test.cpp"; },
    "use random_bytes() of store/vault.hpp"
  );
}

TEST(Safety, NothingIsCopiedWithoutABound) {
  ban(
    {"str", "sprintf", "gets", "alloca"}, R"(\b(strcpy|strcat|sprintf|gets|alloca)\s*\()",
    [](const Source& /*source*/) { return false; }, "use std::string, or snprintf"
  );
}

TEST(Style, NamesThatTheLanguageReservesAreNotOurs) {
  ban(
    {"__", " _"}, R"(\b(?:struct|class|enum|namespace|define|using)\s+(?:_[A-Z_]\w*|\w*__\w*))",
    [](const Source& source) { return source.path == "documents/fonts.hpp"; }, // a name of pango's
    "names with __ or _Capital belong to the compiler"
  );
}
