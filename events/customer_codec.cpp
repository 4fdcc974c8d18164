#include "events/customer.hpp"

namespace portal {

template std::string encode_variant(const CustomerEvent& event);
template Result<CustomerEvent>
decode_variant<CustomerEvent>(std::string_view type, const Json& data);
template void seal_variant(CustomerEvent& event, const PersonalCodec& codec);

} // namespace portal
