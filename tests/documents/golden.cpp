#include "golden.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include <cairo.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace portal {

namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream{path, std::ios::binary} << bytes;
}

fs::path golden(const std::string& name) {
  return fs::path{PORTAL_SOURCE_DIR} / "tests" / "documents" / "golden" / name;
}

bool updating() { return std::getenv("UPDATE_GOLDEN") != nullptr; } // NOLINT(concurrency-mt-unsafe)

/// A folder that goes when this does.
class Folder {
 public:
  Folder() {
    static std::atomic<int> next{0};
    path_ = fs::temp_directory_path() /
            ("portal_pdf_" + std::to_string(::getpid()) + "_" + std::to_string(next++));
    fs::create_directories(path_);
  }

  ~Folder() { fs::remove_all(path_); }

  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const fs::path& path() const { return path_; }

  void run(const std::string& command) const {
    const std::string line = "cd '" + path_.string() + "' && " + command;
    ASSERT_EQ(std::system(line.c_str()), 0) // NOLINT(concurrency-mt-unsafe,cert-env33-c)
      << command << "\n  poppler-utils is needed: ./dev setup installs it";
  }

 private:
  fs::path path_;
};

struct FreeSurface {
  void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
};

using Surface = std::unique_ptr<cairo_surface_t, FreeSurface>;

Surface picture(const fs::path& path, const std::string& png) {
  write(path, png);
  return Surface{cairo_image_surface_create_from_png(path.c_str())};
}

} // namespace

std::string text_of(const std::string& pdf) {
  const Folder folder;
  write(folder.path() / "in.pdf", pdf);
  folder.run("pdftotext -layout -enc UTF-8 in.pdf out.txt");
  return bytes_of(folder.path() / "out.txt");
}

std::vector<std::string> images_of(const std::string& pdf) {
  const Folder folder;
  write(folder.path() / "in.pdf", pdf);
  folder.run("pdftoppm -png -gray -r 50 in.pdf page");
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    if (entry.path().extension() == ".png") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> images;
  for (const auto& file : files) images.push_back(bytes_of(file));
  return images;
}

double difference(const std::string& png, const std::string& other) {
  const Folder folder;
  const Surface left = picture(folder.path() / "left.png", png);
  const Surface right = picture(folder.path() / "right.png", other);
  const int width = cairo_image_surface_get_width(left.get());
  const int height = cairo_image_surface_get_height(left.get());
  if (width == 0 || width != cairo_image_surface_get_width(right.get()) ||
      height != cairo_image_surface_get_height(right.get())) {
    return 1000;
  }
  long differ = 0;
  for (int y = 0; y < height; ++y) {
    const auto* a = cairo_image_surface_get_data(left.get()) +
                    static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(left.get());
    const auto* b = cairo_image_surface_get_data(right.get()) +
                    static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(right.get());
    for (std::ptrdiff_t x = 0; x < width; ++x) {
      if (std::abs(a[4 * x] - b[4 * x]) > 64) ++differ;
    }
  }
  return 1000.0 * static_cast<double>(differ) / (static_cast<double>(width) * height);
}

void expect_golden_text(const std::string& name, const std::string& text) {
  if (updating()) write(golden(name), text);
  ASSERT_TRUE(fs::exists(golden(name))) << name << " is missing: UPDATE_GOLDEN=1 writes it";
  EXPECT_EQ(text, bytes_of(golden(name))) << name;
}

void expect_golden_image(const std::string& name, const std::string& png) {
  if (updating()) write(golden(name), png);
  ASSERT_TRUE(fs::exists(golden(name))) << name << " is missing: UPDATE_GOLDEN=1 writes it";
  const double differ = difference(png, bytes_of(golden(name)));
  EXPECT_LT(differ, 2.0) << name << ": look at it; UPDATE_GOLDEN=1 if it is as it should be";
}

} // namespace portal
