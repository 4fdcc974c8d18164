#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "cli/settings.hpp"

namespace portal {
namespace {

/// A settings file that goes with the test.
class File {
 public:
  explicit File(const std::string& text) {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    path_ =
      (std::filesystem::temp_directory_path() / (std::string{"portal-"} + test->name() + ".toml"))
        .string();
    std::ofstream{path_} << text;
  }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  ~File() { std::filesystem::remove(path_); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

constexpr const char* nothing[] = {nullptr};

TEST(Settings, HaveDefaults) {
  const auto settings = Settings::load({}, "", nothing);
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->text("listen"), "127.0.0.1:8080");
  EXPECT_EQ(settings->integer("snapshot_every"), 200);
  EXPECT_FALSE(settings->given("listen"));
}

TEST(Settings, FlagBeatsEnvironmentBeatsFile) {
  const File file{"listen = \"file:1\"\ndata = \"file\"\nsnapshot_every = 7\n"};
  constexpr const char* environment[] = {
    "HOME=/", "PORTAL_LISTEN=environment:1", "PORTAL_DATA=environment", nullptr};
  const auto settings = Settings::load({{"listen", "flag:1"}}, file.path(), environment);
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(settings->text("listen"), "flag:1");
  EXPECT_EQ(settings->text("data"), "environment");
  EXPECT_EQ(settings->integer("snapshot_every"), 7);
  EXPECT_TRUE(settings->given("snapshot_every"));
}

TEST(Settings, AnEmptyVariableIsAsIfNotSet) {
  constexpr const char* environment[] = {"PORTAL_LISTEN=", nullptr};
  EXPECT_EQ(Settings::load({}, "", environment)->text("listen"), "127.0.0.1:8080");
}

TEST(Settings, UnknownVariableIsAnErrorWithTheNearestName) {
  constexpr const char* environment[] = {"PORTAL_LISEN=x", nullptr};
  const auto settings = Settings::load({}, "", environment);
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().find("Did you mean PORTAL_LISTEN?"), std::string::npos)
    << settings.error();
}

TEST(Settings, UnknownKeyOfTheFileIsAnErrorWithItsLine) {
  const File file{"data = \"x\"\npublic-url = \"y\"\n"};
  const auto settings = Settings::load({}, file.path(), nothing);
  ASSERT_FALSE(settings);
  EXPECT_NE(
    settings.error().find(":2: \"public-url\" is no setting. Did you mean public_url?"),
    std::string::npos
  ) << settings.error();
}

TEST(Settings, BrokenFileIsAnErrorWithItsLine) {
  const File file{"data = \"x\"\nlisten =\n"};
  const auto settings = Settings::load({}, file.path(), nothing);
  ASSERT_FALSE(settings);
  EXPECT_NE(settings.error().find("line 2"), std::string::npos) << settings.error();
}

TEST(Settings, ValuesOutOfRangeAreErrors) {
  for (const auto& [name, value] : std::map<std::string, std::string>{
         {"io_threads", "0"},
         {"io_threads", "x"},
         {"clock", "fast"},
         {"rate_keys", "5/"},
         {"drain_seconds", "-1"}}) {
    EXPECT_FALSE(Settings::load({{name, value}}, "", nothing)) << name << " = " << value;
  }
}

TEST(Settings, AnErrorNeverShowsASecret) {
  const File file{"admin_key = 5\nkey = [\"hush\"]\n"};
  const auto settings = Settings::load({}, file.path(), nothing);
  if (!settings) {
    EXPECT_EQ(settings.error().find("hush"), std::string::npos);
  }
}

TEST(Settings, ListsAndRates) {
  const File file{"allowed_origins = [\"https://a.example\", \"https://b.example\"]\nrate_keys = "
                  "\"60/5\"\nrate_customers = 9\n"};
  const auto settings = Settings::load({}, file.path(), nothing);
  ASSERT_TRUE(settings) << settings.error();
  EXPECT_EQ(
    settings->list("allowed_origins"),
    (std::vector<std::string>{"https://a.example", "https://b.example"})
  );
  EXPECT_EQ(settings->rate("rate_keys"), std::make_pair(60, 5));
  EXPECT_EQ(settings->rate("rate_customers"), std::make_pair(9, 9));
}

TEST(Settings, PrintedOnesReadBackTheSame) {
  constexpr const char* environment[] = {"PORTAL_DATA=a \"quoted\" folder", nullptr};
  const auto settings = Settings::load({{"io_threads", "3"}}, "", environment);
  ASSERT_TRUE(settings);
  const File file{settings->print()};
  const auto again = Settings::load({}, file.path(), nothing);
  ASSERT_TRUE(again) << again.error();
  for (const Setting& setting : all_settings()) {
    EXPECT_EQ(again->text(setting.name), settings->text(setting.name)) << setting.name;
  }
}

TEST(Settings, SecretsArePrintedMasked) {
  constexpr const char* environment[] = {"PORTAL_ADMIN_KEY=hush", nullptr};
  const std::string printed = Settings::load({}, "", environment)->print();
  EXPECT_EQ(printed.find("hush"), std::string::npos);
  EXPECT_NE(printed.find("admin_key = \"********\""), std::string::npos);
}

} // namespace
} // namespace portal
