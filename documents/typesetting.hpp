#pragma once

// Type on paper. A Block is a piece of a page, laid out once: texts, areas of colour and pictures at places
// counted from its top and from the side where reading starts. A Sheet puts blocks on pages. Everything is
// measured in points (1/72 inch). In a language that is written from right to left, all places are mirrored.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "documents/invoice_document.hpp"

using cairo_t = struct _cairo; // cairo's own name, so that no header of ours includes cairo

namespace portal {

/// A colour, each part from 0 to 1.
struct Ink {
  double red = 0;
  double green = 0;
  double blue = 0;
};

enum class Weight { regular, bold };

/// Which side of its box a text stands at.
enum class Along { start, end };

/// What a text is, for readers that cannot see the page.
enum class TextRole { heading, paragraph, cell, head_cell };

struct TextStyle {
  double size = 9;
  Weight weight = Weight::regular;
  Ink ink;
  Along along = Along::start;
  TextRole role = TextRole::paragraph;
};

struct PaperSize {
  double width;
  double height;
};

PaperSize size_of(Paper paper);

/// How texts are shaped in one document. Belongs to the thread that made it.
class Shaper {
 public:
  /// `language` is a BCP 47 tag.
  Shaper(std::string_view language, bool right_to_left);
  ~Shaper();
  Shaper(const Shaper&) = delete;
  Shaper& operator=(const Shaper&) = delete;

  bool right_to_left() const { return right_to_left_; }

  /// Texts with a character that no font has.
  const std::vector<std::string>& unwritable() const { return unwritable_; }

 private:
  friend class Block;
  class Context;
  std::unique_ptr<Context> context_;
  bool right_to_left_;
  std::vector<std::string> unwritable_;
};

class Block {
 public:
  explicit Block(Shaper& shaper);
  ~Block();
  Block(Block&&) noexcept;
  Block& operator=(Block&&) noexcept;

  /// Sets a text in a column, breaking lines as needed; answers where it ends.
  double
  text(double start, double top, double width, std::string_view text, const TextStyle& style);

  /// How wide the text would be in one line.
  double width_of(std::string_view text, const TextStyle& style);

  void area(double start, double top, double width, double height, Ink ink, double radius = 0);

  /// A PNG, as large as fits into the box, at the box's end. False if it is no PNG.
  bool picture(double start, double top, double width, double height, const std::string& png);

  /// How far it reaches down; at least what was asked for with `reach`.
  double height() const { return height_; }

  void reach(double bottom) { height_ = bottom > height_ ? bottom : height_; }

 private:
  friend class Sheet;
  struct Piece;
  Shaper* shaper_;
  std::vector<Piece> pieces_;
  double height_ = 0;
};

/// What readers show of a document beside its pages.
struct DocumentTitle {
  std::string title;
  std::string author;
  std::string subject;
  std::string language;
  CivilDate date; ///< fixed by the document, so that its bytes are too
};

/// How a block stands in the document, for readers that cannot see the page.
enum class Part {
  flow,      ///< its texts are the document's
  row,       ///< they are the cells of one row of a table
  furniture, ///< they belong to the page: nothing to read out
};

/// A PDF in the making.
class Sheet {
 public:
  Sheet(Paper paper, const DocumentTitle& title, bool right_to_left);
  ~Sheet();
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  void place(const Block& block, double top, Part part = Part::flow);
  void begin_table();
  void end_table();
  void next_page();

  /// The document's bytes; the sheet is spent.
  std::string finish();

 private:
  void draw(const Block::Piece& piece, double top, bool tagged);

  PaperSize size_;
  std::string language_;
  bool right_to_left_;
  std::string bytes_;
  cairo_t* pen_ = nullptr;
};

} // namespace portal
