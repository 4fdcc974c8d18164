#include <limits>

#include <gtest/gtest.h>

#include "events/checks.hpp"
#include "events/codec.hpp"
#include "tests/events/open_codec.hpp"

namespace portal::testing {
namespace {

enum class Colour { red, dark_blue };

constexpr auto names_of(Colour) { return std::to_array<std::string_view>({"red", "dark_blue"}); }

struct Inner {
  std::int64_t amount = 0;
  std::optional<std::string> note_text;
  static constexpr Fields fields{
    Field{"amount", &Inner::amount, "How much."},
    Field{"note_text", &Inner::note_text, "A note."},
  };
};

struct Outer {
  std::string name;
  Colour colour = Colour::red;
  std::vector<Inner> inner_ones;
  std::optional<Decimal> share;
  std::optional<Personal<std::string>> email;
  Patch<std::string> nickname;
  RawJson extra;
  Metadata metadata;
  static constexpr Fields fields{
    Field{"name", &Outer::name, "Its name."},
    Field{"colour", &Outer::colour, "Its colour.", Presence::defaulted},
    Field{"inner_ones", &Outer::inner_ones, "What is inside."},
    Field{"share", &Outer::share, "A part."},
    Field{"email", &Outer::email, "An address."},
    Field{"nickname", &Outer::nickname, "Another name."},
    Field{"extra", &Outer::extra, "Anything.", Presence::defaulted},
    Field{"metadata", &Outer::metadata, "Notes."},
  };
};

Result<Outer> read(std::string_view text) { return read_text<Outer>(text, Strictness::strict); }

Refusal fault(std::string_view text) {
  const auto outer = read(text);
  EXPECT_FALSE(outer) << text;
  return outer ? Refusal{} : outer.error();
}

struct Bad {
  std::string_view text;
  std::string_view code;
  std::string_view param;
  std::string_view says;
};

TEST(Codec, NamesTheFaultThePathAndWhatWouldBeRight) {
  const auto table = std::to_array<Bad>({
    {R"({"nam":"a"})", "parameter_unknown", "nam", R"(Did you mean "name"?)"},
    {R"({"name":"a","inner_ones":[]})", "parameter_unknown", "inner_ones", R"("innerOnes")"},
    {R"({"name":"a","innerOnes":[{"amount":1},{"amuont":1}]})", "parameter_unknown",
     "innerOnes[1].amuont", R"("amount")"},
    {R"({"name":"a","zzzzzzzzzz":1})", "parameter_unknown", "zzzzzzzzzz", "Known: name, colour"},
    {R"({})", "parameter_missing", "name", "is required: Its name."},
    {R"({"name":7})", "parameter_invalid_type", "name", "must be a string, not an integer."},
    {R"({"name":null})", "parameter_invalid_type", "name", "null"},
    {R"({"name":"a","innerOnes":{}})", "parameter_invalid_type", "innerOnes", "must be an array"},
    {R"({"name":"a","innerOnes":[{"amount":1.5}]})", "parameter_invalid_type",
     "innerOnes[0].amount", "must be an integer"},
    {R"({"name":"a","innerOnes":[{"amount":9223372036854775808}]})", "parameter_invalid_type",
     "innerOnes[0].amount", "must be an integer"},
    {R"({"name":"a","colour":"green"})", "parameter_invalid", "colour", "red, dark_blue"},
    {R"({"name":"a","share":"1e40"})", "parameter_out_of_range", "share", "21 digits"},
    {R"({"name":"a","metadata":{"k":1}})", "parameter_invalid_type", "metadata.k", "string"},
    {R"({"name":"a","extra":{"a":[{"$sealed":"x"}]}})", "parameter_invalid", "extra", "\"$\""},
    {R"([])", "parameter_invalid_type", "", "must be an object"},
  });
  for (const Bad& bad : table) {
    const Refusal refusal = fault(bad.text);
    EXPECT_EQ(refusal.code, bad.code) << bad.text;
    EXPECT_EQ(refusal.param, bad.param) << bad.text;
    EXPECT_NE(refusal.message.find(bad.says), std::string::npos) << refusal.message;
  }
}

TEST(Codec, RefusesMalformedJson) {
  for (const std::string_view text :
       {R"({"name":"a")", R"({"name":"a"}x)", R"({"name":"a","name":"b"})", R"({'name':'a'})", "",
        R"({"name":"a\u0000b"})", R"({"name":"\ud800"})", R"({"share":NaN})", R"({"share":01})",
        "{\"name\":\"\x01\"}", "\xef\xbb\xbf{}", "{\"name\":\"\xff\"}"}) {
    EXPECT_FALSE(read(text)) << text;
  }
}

TEST(Codec, RefusesDuplicateKeysHoweverWritten) {
  EXPECT_FALSE(read(R"({"name":"a","extra":{"k":1,"\u006b":2}})"));
}

TEST(Codec, RefusesDepthOver32) {
  const auto nested = [](std::size_t depth) {
    return R"({"name":"a","extra":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(read(nested(31)));
  EXPECT_FALSE(read(nested(32)));
  EXPECT_FALSE(read(nested(100'000)));
}

TEST(Codec, KeepsNumbersExact) {
  const auto outer = read(
    R"({"name":"a","share":0.1,"innerOnes":[{"amount":9007199254740993},{"amount":-9223372036854775808}],"extra":{"n":1.10,"big":123456789012345678901234567890}})"
  );
  ASSERT_TRUE(outer);
  EXPECT_EQ(outer->share->text(), "0.1");
  EXPECT_EQ(outer->inner_ones[0].amount, 9'007'199'254'740'993);
  EXPECT_EQ(outer->inner_ones[1].amount, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(outer->extra.text, R"({"n":1.10,"big":123456789012345678901234567890})");
}

TEST(Codec, WritesWhatItReads) {
  const std::string_view text =
    R"({"name":"a \"quoted\" \\ \n Größe","colour":"dark_blue","innerOnes":[{"amount":1,"noteText":"n"}],"share":12.5,"extra":{"k":[true,null]},"metadata":{"b":"2"}})";
  const auto outer = read(text);
  ASSERT_TRUE(outer);
  EXPECT_EQ(write_message(*outer), text);
}

TEST(Codec, WritesLongDecimalsAsStringsSoThatDoublesKeepThem) {
  Outer outer;
  outer.share = *Decimal::parse("123456789012.000000000001");
  EXPECT_NE(write_message(outer).find(R"("share":"123456789012.000000000001")"), std::string::npos);
}

TEST(Codec, IgnoresUnknownFieldsOfOurOwnLog) {
  EXPECT_TRUE(read_text<Outer>(R"({"name":"a","added":{"later":1}})", Strictness::lenient));
}

TEST(Codec, TellsAbsentFromNullFromGiven) {
  EXPECT_TRUE(read(R"({"name":"a"})")->nickname.absent());
  EXPECT_TRUE(read(R"({"name":"a","nickname":null})")->nickname.is_null());
  const auto given = read(R"({"name":"a","nickname":"b"})");
  ASSERT_NE(given->nickname.given(), nullptr);
  EXPECT_EQ(*given->nickname.given(), "b");

  std::optional<std::string> target = "old";
  Patch<std::string>{}.apply_to(target);
  EXPECT_EQ(target, "old");
  Patch<std::string>{"new"}.apply_to(target);
  EXPECT_EQ(target, "new");
  Patch<std::string>::null().apply_to(target);
  EXPECT_EQ(target, std::nullopt);
}

TEST(Codec, SealsPersonalFieldsAndOpensThemAgain) {
  Outer outer;
  outer.email = Personal<std::string>{"ada@example.com"};
  const OpenCodec codec;
  seal_value(outer, codec);
  const std::string sealed = write_message(outer);
  EXPECT_EQ(sealed.find("ada@"), std::string::npos);
  EXPECT_NE(sealed.find(R"("email":{"$sealed":")"), std::string::npos);

  const auto again = read_text<Outer>(sealed, Strictness::lenient);
  ASSERT_TRUE(again);
  EXPECT_EQ(write_message(*again), sealed);
  EXPECT_NE(open_personal(sealed, codec).find(R"("email":"ada@example.com")"), std::string::npos);
  OpenCodec erased;
  erased.gone = true;
  EXPECT_NE(open_personal(sealed, erased).find(R"("email":null)"), std::string::npos);
}

TEST(Codec, LetsNobodyOutsidePassASealedValue) {
  EXPECT_EQ(fault(R"({"name":"a","email":{"$sealed":"x"}})").code, "parameter_invalid_type");
}

TEST(Codec, BoundsMetadata) {
  const std::string long_key(41, 'k');
  const std::string long_value(501, 'v');
  EXPECT_EQ(
    fault(R"({"name":"a","metadata":{")" + long_key + R"(":"v"}})").code, "parameter_too_long"
  );
  EXPECT_EQ(
    fault(R"({"name":"a","metadata":{"k":")" + long_value + R"("}})").code, "parameter_too_long"
  );
  std::string many = R"({"name":"a","metadata":{)";
  for (int at = 0; at < 51; ++at)
    many += (at > 0 ? ",\"k" : "\"k") + std::to_string(at) + R"(":"v")";
  EXPECT_EQ(fault(many + "}}").param, "metadata");
}

TEST(Codec, MergesMetadataByKey) {
  const Metadata before{{"keep", "1"}, {"change", "1"}, {"empty", "1"}, {"null", "1"}};
  const auto document = JsonDocument::parse(R"({"change":"2","empty":"","null":null,"new":"3"})");
  MetadataPatch patch;
  Reader reader{Strictness::strict};
  ASSERT_TRUE(Wire<MetadataPatch>::read(patch, document->root(), reader));
  const Metadata after{{"keep", "1"}, {"change", "2"}, {"new", "3"}};
  EXPECT_EQ(*merged(before, Patch<MetadataPatch>{patch}), after);
  EXPECT_EQ(*merged(before, Patch<MetadataPatch>{}), before);
  EXPECT_EQ(*merged(before, Patch<MetadataPatch>::null()), Metadata{});
}

std::string escaped(unsigned char c) {
  switch (c) {
  case '"': return "\\\"";
  case '\\': return "\\\\";
  case '\n': return "\\n";
  case '\r': return "\\r";
  case '\t': return "\\t";
  default: break;
  }
  if (c >= 0x20) return {static_cast<char>(c)};
  std::string code = "\\u0000";
  code[4] = "01"[c >> 4U];
  code[5] = "0123456789abcdef"[c & 15U];
  return code;
}

TEST(JsonText, EscapesWhatMustBeAndNothingElseWhereverItStands) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (std::size_t size = 1; size <= 20; ++size) {
      for (std::size_t place = 0; place < size; ++place) {
        std::string text(size, 'a');
        text[place] = static_cast<char>(byte);
        std::string out;
        write_text(out, text);
        const std::string before(place, 'a');
        const std::string after(size - place - 1, 'a');
        ASSERT_EQ(out, '"' + before + escaped(static_cast<unsigned char>(byte)) + after + '"');
      }
    }
  }
  std::string many;
  write_text(many, "\"\\\x01\x7f\x1f\"\"\"\"\"");
  EXPECT_EQ(
    many, R"("\"\\\u0001)"
          "\x7f"
          R"(\u001f\"\"\"\"\"")"
  );
}

} // namespace
} // namespace portal::testing
