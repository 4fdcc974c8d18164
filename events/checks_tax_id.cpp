#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "events/checks.hpp"

namespace portal {
namespace {

/// One accepted shape: `#` a digit, `@` an upper-case letter, `*` either; the rest stands for itself.
struct TaxIdShape {
  std::string_view type;
  std::string_view shape;
};

constexpr auto shapes = std::to_array<TaxIdShape>({
  {"ae_trn", "###############"},
  {"au_abn", "###########"},
  {"br_cnpj", "##############"},
  {"br_cpf", "###########"},
  {"ca_bn", "#########"},
  {"ca_gst_hst", "#########RT####"},
  {"ch_uid", "CHE#########"},
  {"ch_vat", "CHE#########MWST"},
  {"ch_vat", "CHE#########TVA"},
  {"ch_vat", "CHE#########IVA"},
  {"cl_tin", "########*"},
  {"de_stn", "##########"},
  {"de_stn", "###########"},
  {"eu_vat", "ATU########"},
  {"eu_vat", "BE##########"},
  {"eu_vat", "BG#########"},
  {"eu_vat", "BG##########"},
  {"eu_vat", "CY########@"},
  {"eu_vat", "CZ########"},
  {"eu_vat", "CZ#########"},
  {"eu_vat", "CZ##########"},
  {"eu_vat", "DE#########"},
  {"eu_vat", "DK########"},
  {"eu_vat", "EE#########"},
  {"eu_vat", "EL#########"},
  {"eu_vat", "ES*#######*"},
  {"eu_vat", "FI########"},
  {"eu_vat", "FR**#########"},
  {"eu_vat", "HR###########"},
  {"eu_vat", "HU########"},
  {"eu_vat", "IE#######@"},
  {"eu_vat", "IE#######@@"},
  {"eu_vat", "IE#*#####@"},
  {"eu_vat", "IT###########"},
  {"eu_vat", "LT#########"},
  {"eu_vat", "LT############"},
  {"eu_vat", "LU########"},
  {"eu_vat", "LV###########"},
  {"eu_vat", "MT########"},
  {"eu_vat", "NL#########B##"},
  {"eu_vat", "PL##########"},
  {"eu_vat", "PT#########"},
  {"eu_vat", "RO##"},
  {"eu_vat", "RO###"},
  {"eu_vat", "RO####"},
  {"eu_vat", "RO#####"},
  {"eu_vat", "RO######"},
  {"eu_vat", "RO#######"},
  {"eu_vat", "RO########"},
  {"eu_vat", "RO#########"},
  {"eu_vat", "RO##########"},
  {"eu_vat", "SE############"},
  {"eu_vat", "SI########"},
  {"eu_vat", "SK##########"},
  {"eu_vat", "XI#########"},
  {"gb_vat", "GB#########"},
  {"gb_vat", "GB############"},
  {"gb_vat", "GBGD###"},
  {"gb_vat", "GBHA###"},
  {"hk_br", "########"},
  {"id_npwp", "###############"},
  {"id_npwp", "################"},
  {"il_vat", "#########"},
  {"in_gst", "##@@@@@####@***"},
  {"is_vat", "######"},
  {"is_vat", "#####"},
  {"jp_cn", "#############"},
  {"jp_trn", "T#############"},
  {"kr_brn", "##########"},
  {"li_uid", "CHE#########"},
  {"mx_rfc", "@@@######***"},
  {"mx_rfc", "@@@@######***"},
  {"my_sst", "@##########*****"},
  {"no_vat", "#########MVA"},
  {"nz_gst", "#########"},
  {"nz_gst", "########"},
  {"ru_inn", "##########"},
  {"ru_inn", "############"},
  {"sa_vat", "###############"},
  {"sg_gst", "*########*"},
  {"sg_uen", "#########@"},
  {"sg_uen", "########@"},
  {"th_vat", "#############"},
  {"tr_tin", "##########"},
  {"tw_vat", "########"},
  {"ua_vat", "############"},
  {"us_ein", "#########"},
  {"za_vat", "4#########"},
});

/// The value without the separators that people write between its parts.
std::string bare(std::string_view value) {
  std::string kept;
  for (const char c : value) {
    if (c != ' ' && c != '-' && c != '.' && c != '/') kept += c;
  }
  return kept;
}

bool fits(std::string_view value, std::string_view shape) {
  if (value.size() != shape.size()) return false;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const bool digit = value[at] >= '0' && value[at] <= '9';
    const bool letter = value[at] >= 'A' && value[at] <= 'Z';
    const char wanted = shape[at];
    const bool fine = wanted == '#'   ? digit
                      : wanted == '@' ? letter
                      : wanted == '*' ? digit || letter
                                      : value[at] == wanted;
    if (!fine) return false;
  }
  return true;
}

} // namespace

Check check_tax_id(std::string_view type, std::string_view value, std::string_view param) {
  const std::string kept = bare(value);
  std::string known;
  bool known_type = false;
  std::string_view example;
  for (const auto& shape : shapes) {
    if (shape.type == type) {
      if (value.size() <= 40 && fits(kept, shape.shape)) return std::nullopt;
      known_type = true;
      example = shape.shape;
    } else if (known.find(shape.type) == std::string::npos) {
      known += known.empty() ? "" : ", ";
      known += shape.type;
    }
  }
  if (!known_type) {
    return invalid(
      at_path(param, "type"), "tax_id_type_unknown",
      "\"" + at_path(param, "type") + "\" must be one of: " + known + "."
    );
  }
  return invalid(
    at_path(param, "value"), "tax_id_invalid",
    "\"" + at_path(param, "value") + "\" must have the shape of a " + std::string{type} +
      ", such as " + std::string{example} + " (# a digit, @ a letter, * either)."
  );
}

} // namespace portal
