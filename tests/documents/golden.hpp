#pragma once

#include <string>
#include <vector>

namespace portal {

/// What a PDF reader's search and a screen reader find, as pdftotext lays it out.
std::string text_of(const std::string& pdf);

/// The pages as poppler draws them in grey, 50 dots to the inch: PNG files' bytes.
std::vector<std::string> images_of(const std::string& pdf);

/// The share of dots, in a thousand, that are clearly lighter or darker in one of the two pictures; 1000
/// when they differ in size.
double difference(const std::string& png, const std::string& other);

/// Compares with tests/documents/golden/<name>; UPDATE_GOLDEN=1 writes the file instead.
void expect_golden_text(const std::string& name, const std::string& text);
void expect_golden_image(const std::string& name, const std::string& png);

} // namespace portal
