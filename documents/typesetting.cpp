#include "documents/typesetting.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numbers>
#include <utility>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <unicode/uchar.h>

#include "documents/fonts.hpp"
#include "documents/pdf_catalog.hpp"

namespace portal {

namespace {

struct Unref {
  void operator()(void* it) const { g_object_unref(it); }
};

struct FreeFont {
  void operator()(PangoFontDescription* it) const { pango_font_description_free(it); }
};

struct FreeSurface {
  void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
};

using Layout = std::unique_ptr<PangoLayout, Unref>;
using Font = std::unique_ptr<PangoFontDescription, FreeFont>;
using Surface = std::unique_ptr<cairo_surface_t, FreeSurface>;

/// How far beneath the top of a line its letters stand, and how far one line is from the next, in Noto Sans
/// and in parts of its size. All texts of a line stand on one height, whatever script they are in.
constexpr double ascent = 1.069;
constexpr double line_height = 1.362;

double points(int units) { return static_cast<double>(units) / PANGO_SCALE; }

int units(double points) { return static_cast<int>(points * PANGO_SCALE); }

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), size); // NOLINT
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t take(void* from, unsigned char* bytes, unsigned int size) {
  auto& rest = *static_cast<std::string_view*>(from);
  if (rest.size() < size) return CAIRO_STATUS_READ_ERROR;
  std::copy_n(rest.begin(), size, bytes);
  rest.remove_prefix(size);
  return CAIRO_STATUS_SUCCESS;
}

const char* tag_of(TextRole role) {
  constexpr std::array names{"H1", "P", "TD", "TH"};
  return names[static_cast<std::size_t>(role)];
}

} // namespace

PaperSize size_of(Paper paper) {
  return paper == Paper::letter ? PaperSize{612, 792} : PaperSize{595.276, 841.89};
}

// -- shaping ------------------------------------------------------------------------------------------

class Shaper::Context {
 public:
  explicit Context(std::string_view language)
      : families_(families_for(language)), to_right_(new_context(language, PANGO_DIRECTION_LTR)),
        to_left_(new_context(language, PANGO_DIRECTION_RTL)) {}

  /// For texts that are written in that direction. Never changed: pango would shape them all again.
  PangoContext* of(PangoDirection direction) const {
    return direction == PANGO_DIRECTION_RTL ? to_left_.get() : to_right_.get();
  }

  const PangoFontDescription* font(double size, Weight weight) {
    auto& font = fonts_[{size, weight}];
    if (!font) {
      font.reset(pango_font_description_new());
      pango_font_description_set_family_static(font.get(), families_.c_str());
      pango_font_description_set_size(font.get(), units(size));
      const auto heavy = weight == Weight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL;
      pango_font_description_set_weight(font.get(), heavy);
    }
    return font.get();
  }

 private:
  using Owned = std::unique_ptr<PangoContext, Unref>;

  static Owned new_context(std::string_view language, PangoDirection direction) {
    Owned made{pango_font_map_create_context(thread_fonts())};
    pango_context_set_language(
      made.get(), pango_language_from_string(std::string{language}.c_str())
    );
    pango_context_set_base_dir(made.get(), direction);
    // Nothing is rounded to the pixels of a screen.
    pango_context_set_round_glyph_positions(made.get(), FALSE);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(made.get(), options);
    cairo_font_options_destroy(options);
    return made;
  }

  std::string families_;
  Owned to_right_;
  Owned to_left_;
  std::map<std::pair<double, Weight>, Font> fonts_;
};

Shaper::Shaper(std::string_view language, bool right_to_left)
    : context_(std::make_unique<Context>(language)), right_to_left_(right_to_left) {}

Shaper::~Shaper() = default;

// -- blocks -------------------------------------------------------------------------------------------

struct Block::Piece {
  double start = 0, top = 0, width = 0, height = 0;
  double radius = 0;
  Ink ink;
  TextRole role = TextRole::paragraph;
  Layout layout;   ///< of a text
  Surface picture; ///< of a picture; neither: an area
};

Block::Block(Shaper& shaper) : shaper_(&shaper) {}

Block::~Block() = default;
Block::Block(Block&&) noexcept = default;
Block& Block::operator=(Block&&) noexcept = default;

namespace {

/// The direction in which the text itself is written; one without letters goes with the page.
PangoDirection direction_of(std::string_view text, bool right_to_left) {
  const char* end = text.data() + text.size();
  for (const char* at = text.data(); at < end; at = g_utf8_next_char(at)) {
    const auto way = u_charDirection(static_cast<UChar32>(g_utf8_get_char(at)));
    if (way == U_LEFT_TO_RIGHT) return PANGO_DIRECTION_LTR;
    if (way == U_RIGHT_TO_LEFT || way == U_RIGHT_TO_LEFT_ARABIC) return PANGO_DIRECTION_RTL;
  }
  return right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR;
}

} // namespace

double
Block::text(double start, double top, double width, std::string_view text, const TextStyle& style) {
  if (text.empty()) return top;
  Shaper::Context& context = *shaper_->context_;
  const auto direction = direction_of(text, shaper_->right_to_left_);
  Layout layout{pango_layout_new(context.of(direction))};
  pango_layout_set_font_description(layout.get(), context.font(style.size, style.weight));
  pango_layout_set_auto_dir(layout.get(), FALSE);
  pango_layout_set_width(layout.get(), units(width));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  const bool at_right = (style.along == Along::end) != shaper_->right_to_left_;
  pango_layout_set_alignment(layout.get(), at_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0) {
    shaper_->unwritable_.emplace_back(text);
  }
  PangoRectangle extents;
  pango_layout_get_extents(layout.get(), nullptr, &extents);
  const double height = points(extents.height);
  const double rise = points(pango_layout_get_baseline(layout.get())) - style.size * ascent;
  pieces_.push_back(
    {start, top - rise, width, height, 0, style.ink, style.role, std::move(layout), {}}
  );
  const double end = top + std::max(height - rise, style.size * line_height);
  reach(end);
  return end;
}

double Block::width_of(std::string_view text, const TextStyle& style) {
  Shaper::Context& context = *shaper_->context_;
  const Layout layout{pango_layout_new(context.of(direction_of(text, shaper_->right_to_left_)))};
  pango_layout_set_font_description(layout.get(), context.font(style.size, style.weight));
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  PangoRectangle extents;
  pango_layout_get_extents(layout.get(), nullptr, &extents);
  return points(extents.width);
}

void Block::area(double start, double top, double width, double height, Ink ink, double radius) {
  pieces_.push_back({start, top, width, height, radius, ink, TextRole::paragraph, {}, {}});
  reach(top + height);
}

bool Block::picture(double start, double top, double width, double height, const std::string& png) {
  std::string_view rest = png;
  Surface picture{cairo_image_surface_create_from_png_stream(take, &rest)};
  if (cairo_surface_status(picture.get()) != CAIRO_STATUS_SUCCESS) return false;
  const int across = cairo_image_surface_get_width(picture.get());
  const int down = cairo_image_surface_get_height(picture.get());
  if (across <= 0 || down <= 0) return false;
  const double scale = std::min(width / across, height / down);
  const double drawn = across * scale;
  pieces_.push_back(
    {start + width - drawn,
     top,
     drawn,
     down * scale,
     scale,
     {},
     TextRole::paragraph,
     {},
     std::move(picture)}
  );
  reach(top + down * scale);
  return true;
}

// -- pages --------------------------------------------------------------------------------------------

Sheet::Sheet(Paper paper, const DocumentTitle& title, bool right_to_left)
    : size_(size_of(paper)), language_(title.language), right_to_left_(right_to_left) {
  const Surface surface{
    cairo_pdf_surface_create_for_stream(append, &bytes_, size_.width, size_.height)};
  const auto describe = [&](cairo_pdf_metadata_t what, const std::string& text) {
    if (!text.empty()) cairo_pdf_surface_set_metadata(surface.get(), what, text.c_str());
  };
  std::array<char, 32> date{};
  std::snprintf(
    date.data(), date.size(), "%04d-%02u-%02uT00:00:00Z", static_cast<int>(title.date.year()),
    static_cast<unsigned>(title.date.month()), static_cast<unsigned>(title.date.day())
  );
  describe(CAIRO_PDF_METADATA_TITLE, title.title);
  describe(CAIRO_PDF_METADATA_AUTHOR, title.author);
  describe(CAIRO_PDF_METADATA_SUBJECT, title.subject);
  describe(CAIRO_PDF_METADATA_CREATOR, "portal");
  describe(CAIRO_PDF_METADATA_CREATE_DATE, date.data());
  describe(CAIRO_PDF_METADATA_MOD_DATE, date.data());
  pen_ = cairo_create(surface.get());
}

Sheet::~Sheet() {
  if (pen_ != nullptr) cairo_destroy(pen_);
}

void Sheet::place(const Block& block, double top, Part part) {
  if (part == Part::row) cairo_tag_begin(pen_, "TR", nullptr);
  for (const auto& piece : block.pieces_) draw(piece, top, part != Part::furniture);
  if (part == Part::row) cairo_tag_end(pen_, "TR");
}

void Sheet::begin_table() { cairo_tag_begin(pen_, "Table", nullptr); }

void Sheet::end_table() { cairo_tag_end(pen_, "Table"); }

void Sheet::next_page() { cairo_show_page(pen_); }

void Sheet::draw(const Block::Piece& piece, double top, bool tagged) {
  const double left = right_to_left_ ? size_.width - piece.start - piece.width : piece.start;
  const double y = top + piece.top;
  cairo_set_source_rgb(pen_, piece.ink.red, piece.ink.green, piece.ink.blue);
  if (piece.layout) {
    if (tagged) cairo_tag_begin(pen_, tag_of(piece.role), nullptr);
    cairo_move_to(pen_, left, y);
    pango_cairo_show_layout(pen_, piece.layout.get());
    if (tagged) cairo_tag_end(pen_, tag_of(piece.role));
  } else if (piece.picture) {
    cairo_save(pen_);
    cairo_translate(pen_, left, y);
    cairo_scale(pen_, piece.radius, piece.radius);
    cairo_set_source_surface(pen_, piece.picture.get(), 0, 0);
    cairo_paint(pen_);
    cairo_restore(pen_);
  } else if (piece.radius > 0) {
    const double r = piece.radius;
    const double quarter = std::numbers::pi / 2;
    cairo_new_sub_path(pen_);
    cairo_arc(pen_, left + piece.width - r, y + r, r, -quarter, 0);
    cairo_arc(pen_, left + piece.width - r, y + piece.height - r, r, 0, quarter);
    cairo_arc(pen_, left + r, y + piece.height - r, r, quarter, 2 * quarter);
    cairo_arc(pen_, left + r, y + r, r, 2 * quarter, 3 * quarter);
    cairo_close_path(pen_);
    cairo_fill(pen_);
  } else {
    cairo_rectangle(pen_, left, y, piece.width, piece.height);
    cairo_fill(pen_);
  }
}

std::string Sheet::finish() {
  cairo_surface_finish(cairo_get_target(pen_));
  cairo_destroy(std::exchange(pen_, nullptr));
  return with_language(std::move(bytes_), language_, right_to_left_);
}

} // namespace portal
