#include "store/memory_log.hpp"
#include "store/memory_vault.hpp"
#include "tests/store/event_log_contract.hpp"

namespace portal::test {

namespace {

class MemoryEngine {
 public:
  EventLog& log() { return *log_; }

  void reopen() {}

 private:
  std::unique_ptr<Vault> vault_ = make_memory_vault();
  std::unique_ptr<EventLog> log_ = make_memory_log(*vault_);
};

} // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, EventLogContract, MemoryEngine);

} // namespace portal::test
