#pragma once
// The looks of mapping pictures. All class names start with "twm-", so that a page may hold many
// pictures and rules of its own; there are no ids. A page may set the colours through the CSS
// variables --twm-ink, --twm-mute, ... of the class "twm".

#include <string>
#include <string_view>

namespace tilewright::picture {

// Classes; those used often are short.
inline constexpr std::string_view root = "twm";
inline constexpr std::string_view ground = "twm-ground";
inline constexpr std::string_view panel = "twm-panel";
inline constexpr std::string_view stripe = "twm-stripe";  ///< behind spatial loops
inline constexpr std::string_view track = "twm-track";    ///< what is there to be filled
inline constexpr std::string_view used = "twm-used";      ///< of an array
inline constexpr std::string_view grid = "twm-grid";      ///< between the cells of an array
inline constexpr std::string_view heading = "twm-h";
inline constexpr std::string_view figure = "twm-v";
inline constexpr std::string_view strong = "twm-b";
inline constexpr std::string_view mute = "twm-m";
inline constexpr std::string_view small = "twm-s";
inline constexpr std::string_view small_strong = "twm-s twm-b";
inline constexpr std::string_view small_mute = "twm-s twm-m";
inline constexpr std::string_view tag = "twm-tag";       ///< letter on `used`, for X
inline constexpr std::string_view tag_hollow = "twm-y";  ///< frame, for Y

// In a group of a data space's class, these have its colour.
inline constexpr std::string_view fill = "twm-f";
inline constexpr std::string_view framed = "twm-f twm-k";  ///< stands out from a mast, too
inline constexpr std::string_view tint = "twm-t";
inline constexpr std::string_view line = "twm-l";
inline constexpr std::string_view hollow = "twm-o";
inline constexpr std::string_view coloured_name = "twm-b twm-c";
inline constexpr std::string_view neutral = "twm-n";  ///< the colour of samples in the legend
std::string data_space_class(int data_space);
/// Classes of a single shape in a data space's colour.
std::string data_space_fill(int data_space);

// Heights of letters.
inline constexpr double heading_size = 18;
inline constexpr double figure_size = 15;
inline constexpr double usual_size = 12;
inline constexpr double small_size = 11;
inline constexpr double tag_size = 10;

/// The element <style>. It is the same in all pictures.
const std::string& style_element();

}  // namespace tilewright::picture
