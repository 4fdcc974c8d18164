#include <gtest/gtest.h>

#include "documents/card_text.hpp"

namespace portal {
namespace {

TEST(CardText, NamesTheBrandAsItsHolderKnowsIt) {
  EXPECT_EQ(card_name("visa"), "Visa");
  EXPECT_EQ(card_name("amex"), "American Express");
  EXPECT_EQ(card_name("Cartes Bancaires"), "Cartes Bancaires");
  EXPECT_EQ(card_name(""), "");
  EXPECT_EQ(card_text("jcb", "0505"), "JCB •••• 0505");
}

} // namespace
} // namespace portal
