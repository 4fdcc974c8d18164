#include <gtest/gtest.h>

#include "documents/markup.hpp"

namespace portal {
namespace {

TEST(Markup, KeepsTextFromBecomingTagsOrLeavingAnAttribute) {
  EXPECT_EQ(
    escaped(R"(<a href="x">'&'</a>)"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"
  );
}

} // namespace
} // namespace portal
