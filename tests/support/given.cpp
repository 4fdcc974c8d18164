#include "tests/support/given.hpp"

namespace portal::testing {

template class Given<CustomerState>;
template class Given<Catalog>;
template class Given<KeyRing>;

} // namespace portal::testing
