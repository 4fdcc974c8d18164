#include "events/catalog.hpp"

namespace portal {

template std::string encode_variant(const CatalogEvent& event);
template Result<CatalogEvent> decode_variant<CatalogEvent>(std::string_view type, const Json& data);
template void seal_variant(CatalogEvent& event, const PersonalCodec& codec);

} // namespace portal
