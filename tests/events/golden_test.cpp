// Every event type that was ever written has a file here and decodes for ever. UPDATE_GOLDEN=1 writes
// the files anew: for new types alone; a changed file of an old type means a changed past.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/events/golden_samples.hpp"

namespace portal::testing {
namespace {

std::filesystem::path folder() {
  return std::filesystem::path{PORTAL_SOURCE_DIR} / "tests" / "events" / "golden";
}

std::filesystem::path file_of(std::string_view type) {
  return folder() / (std::string{type} + ".json");
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream all;
  all << file.rdbuf();
  std::string text = all.str();
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

bool updating() { return std::getenv("UPDATE_GOLDEN") != nullptr; } // NOLINT(concurrency-mt-unsafe)

template <class Event> void expect_golden(const Event& sample) {
  const std::string_view type = type_of(sample);
  const std::string text = encode_variant(sample);
  if (updating()) {
    std::filesystem::create_directories(folder());
    std::ofstream{file_of(type), std::ios::binary} << text << '\n';
  }
  ASSERT_TRUE(std::filesystem::exists(file_of(type)))
    << type << " has no golden file: run the tests once with UPDATE_GOLDEN=1";
  const std::string golden = content(file_of(type));
  EXPECT_EQ(text, golden) << type
                          << " is written differently now: give the new shape a new version";
  const auto document = JsonDocument::parse(golden);
  ASSERT_TRUE(document) << type;
  const auto decoded = decode_variant<Event>(type, document->root());
  ASSERT_TRUE(decoded) << type << ": " << (decoded ? "" : decoded.error().message);
  EXPECT_EQ(*decoded, sample) << type;
}

template <class Event> std::set<std::string> types_of() {
  std::set<std::string> types;
  Alternatives<Event>::for_each([&]<class T>(std::type_identity<T> /*alternative*/) {
    types.insert(std::string{T::type});
  });
  return types;
}

template <class Event>
void expect_all_golden(const std::vector<Event>& samples, std::set<std::string>& known) {
  std::set<std::string> without = types_of<Event>();
  known.insert(without.begin(), without.end());
  for (const Event& sample : samples) {
    expect_golden(sample);
    without.erase(std::string{type_of(sample)});
  }
  EXPECT_TRUE(without.empty()) << *without.begin() << " has no sample in golden_samples.cpp";
}

TEST(Golden, EveryEventTypeIsWrittenAndReadAsEver) {
  std::set<std::string> known;
  expect_all_golden(customer_samples(), known);
  expect_all_golden(catalog_samples(), known);
  expect_all_golden(access_samples(), known);
  expect_all_golden(webhook_samples(), known);
  for (const auto& entry : std::filesystem::directory_iterator{folder()}) {
    EXPECT_TRUE(known.contains(entry.path().stem().string()))
      << entry.path() << " is of a type that nothing decodes any more";
  }
}

TEST(Golden, TypesAreNamedWithTheirVersion) {
  std::set<std::string> types = types_of<CustomerEvent>();
  types.merge(types_of<CatalogEvent>());
  types.merge(types_of<AccessEvent>());
  types.merge(types_of<WebhookEvent>());
  for (const std::string& type : types) {
    const auto dot = type.rfind(".v");
    ASSERT_NE(dot, std::string::npos) << type;
    EXPECT_GE(std::stoi(type.substr(dot + 2)), 1) << type;
  }
}

TEST(Golden, UnknownTypesAreRefusedByName) {
  const auto document = JsonDocument::parse("{}");
  const auto decoded = decode_variant<CustomerEvent>("customer.sneezed.v1", document->root());
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, "unknown_type");
}

} // namespace
} // namespace portal::testing
