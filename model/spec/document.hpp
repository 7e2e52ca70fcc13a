#pragma once
// The input files as one text, as Timeloop reads them, and the way back from a line of that text to
// a line of a file. Throws Error for what cannot be an input file at all.

#include <string>
#include <string_view>
#include <vector>

#include "model/spec/error.hpp"

namespace tilewright::reader {

enum class Language { yaml, libconfig };

/// By the name of a file: libconfig when it contains ".cfg", else YAML.
Language language_of(const std::string& file);

/// Several files in one language, joined. Lines and columns count from 1.
class Document {
 public:
  explicit Document(Language language = Language::yaml) : language_(language) {}

  Language language() const { return language_; }

  /// Adds a file. A byte order mark and, in YAML, markers of a document's start or end ("---",
  /// "...") are blanked, so that several files make one document. Throws Error when the content is
  /// no text, is empty, or is a Jinja template.
  void append(const std::string& name, std::string content);

  const std::string& text() const { return text_; }
  int file_count() const { return static_cast<int>(files_.size()); }
  /// The first `count` files alone.
  Document first_files(int count) const;
  /// The place in its file of a line of the joined text.
  Place place(int line, int column) const;
  /// A line of the joined text, without its end; empty behind the last line.
  std::string_view line(int number) const;
  /// The joined text from a line and column on; empty when there is none.
  std::string_view text_from(int line, int column) const;

 private:
  struct File {
    std::string name;
    int first_line;   ///< of the joined text
    std::size_t end;  ///< position in the joined text behind the file
  };
  Language language_;
  std::vector<File> files_;
  std::vector<std::size_t> line_starts_;
  std::string text_;
};

/// Reads the files. Throws Error for a missing file, a directory, an unreadable file, and for files
/// in different languages.
Document load(const std::vector<std::string>& files);

/// Reads one file in that language, whatever its name.
Document load(const std::string& file, Language language);

}  // namespace tilewright::reader
