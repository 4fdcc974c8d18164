#include <gtest/gtest.h>

#include "projections/credit_ledger.hpp"
#include "store/memory_log.hpp"
#include "store/memory_vault.hpp"
#include "tests/projections/written_log.hpp"

namespace portal::test {
namespace {

const Currency usd = *Currency::parse("usd");
const CreditGrantId grant{"cg_1"};
const InvoiceId invoice{"in_1"};

/// A log that holds these events of cus_1.
class LedgerTest : public ::testing::Test {
 public:
  void happen(const CustomerEvent& event) {
    Envelope head;
    head.stream = "customer/cus_1";
    head.version = ++version_;
    head.type = type_of(event);
    head.action = "test";
    head.principal = {PrincipalKind::key, "sk_test"};
    Append append;
    append.stream = head.stream;
    append.expected = static_cast<Version>(version_ - 1);
    append.tails = {write_tail(head, encode_variant(event))};
    ASSERT_TRUE(log_->append(std::span{&append, 1}, epoch));
  }

  std::vector<CreditMovement> ledger(Position until = 1'000) {
    auto movements = credit_ledger(*log_, "customer/cus_1", until);
    EXPECT_TRUE(movements);
    return movements.value_or(std::vector<CreditMovement>{});
  }

 private:
  std::unique_ptr<Vault> vault_ = make_memory_vault();
  std::unique_ptr<EventLog> log_ = make_memory_log(*vault_);
  std::int64_t version_ = 0;
};

CreditGranted granted(CreditCategory category) {
  CreditGrant made;
  made.id = grant;
  made.customer = CustomerId{"cus_1"};
  made.amount = 1'000;
  made.remaining = 1'000;
  made.currency = usd;
  made.category = category;
  return {made};
}

TEST_F(LedgerTest, IsDoubleEntryAndItsBalanceTheSumOfItsMovements) {
  happen(granted(CreditCategory::promotional));
  happen(CreditApplied{grant, invoice, usd, -300, 700});
  happen(CustomerDeleted{CustomerId{"cus_1"}, {}, {}});
  happen(CreditReinstated{grant, invoice, usd, 300, 1'000});
  happen(CreditApplied{grant, invoice, usd, -100, 900});
  happen(CreditExpired{grant, usd, -900});
  const auto movements = ledger();
  ASSERT_EQ(movements.size(), 5U);
  std::int64_t sum = 0;
  for (const CreditMovement& movement : movements) {
    sum += movement.amount;
    EXPECT_EQ(movement.balance, sum);
    ASSERT_EQ(movement.entries.size(), 2U);
    EXPECT_EQ(movement.entries[0].amount + movement.entries[1].amount, 0);
    EXPECT_EQ(movement.entries[0], (LedgerEntry{CreditAccount::customer_credit, movement.amount}));
  }
  EXPECT_EQ(sum, 0);
  EXPECT_EQ(movements[0].entries[1].account, CreditAccount::promotional_grants);
  EXPECT_EQ(movements[1].entries[1].account, CreditAccount::invoices);
  EXPECT_EQ(movements[1].invoice, invoice);
  EXPECT_EQ(movements[4].entries[1].account, CreditAccount::expired);
}

TEST_F(LedgerTest, IsReadAsOfAPosition) {
  happen(granted(CreditCategory::paid));
  happen(CreditVoided{grant, usd, -1'000, epoch});
  EXPECT_EQ(ledger(1).size(), 1U);
  EXPECT_EQ(ledger(1).front().entries[1].account, CreditAccount::paid_grants);
  EXPECT_EQ(ledger(2).back().balance, 0);
}

} // namespace
} // namespace portal::test
