# What `cmake --install` puts where, and the Debian package that CPack makes of it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(programs tilewright-model tilewright-mapper tilewright-sim)
set(libraries tilewright_model tilewright_mapper tilewright_sim)
set(data_dir ${CMAKE_INSTALL_DATADIR}/tilewright)

# The links with the drop-in names lead from libexec/tilewright to bin, in the build as below the
# prefix.
install(TARGETS ${programs} RUNTIME DESTINATION bin)
install(DIRECTORY ${CMAKE_BINARY_DIR}/libexec/tilewright DESTINATION libexec)
install(TARGETS ${libraries} EXPORT tilewright ARCHIVE)
foreach(library ${libraries})
  target_include_directories(
    ${library} PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>
                      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/tilewright>)
  target_compile_features(${library} PUBLIC cxx_std_20)
endforeach()
foreach(folder model mapper sim)
  install(
    DIRECTORY ${CMAKE_SOURCE_DIR}/${folder}
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tilewright
    FILES_MATCHING
    PATTERN "*.hpp"
    REGEX "/(model|mapper|sim)/program" EXCLUDE)
endforeach()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/specs DESTINATION ${data_dir})
install(
  DIRECTORY ${CMAKE_SOURCE_DIR}/docs/
  DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN "*.md" PATTERN "*.svg")
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

# find_package(tilewright): tilewright::tilewright_model, tilewright::tilewright_mapper and
# tilewright::tilewright_sim.
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tilewright)
configure_package_config_file(
  ${CMAKE_CURRENT_LIST_DIR}/tilewrightConfig.cmake.in ${CMAKE_BINARY_DIR}/tilewrightConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/tilewrightConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/tilewrightConfig.cmake
              ${CMAKE_BINARY_DIR}/tilewrightConfigVersion.cmake DESTINATION ${package_dir})
install(
  EXPORT tilewright
  NAMESPACE tilewright::
  FILE tilewrightTargets.cmake
  DESTINATION ${package_dir})

# tilewright_page(PROGRAM KIND FILE FOLDER): a page that the program makes of its option table.
set(pages)
function(tilewright_page program kind file folder)
  set(page ${CMAKE_BINARY_DIR}/pages/${kind}/${file})
  add_custom_command(
    OUTPUT ${page}
    COMMAND ${program} --generate ${kind} > ${page}
    DEPENDS ${program}
    VERBATIM)
  install(FILES ${page} DESTINATION ${folder})
  set(pages ${pages} ${page} PARENT_SCOPE)
endfunction()

foreach(program ${programs})
  tilewright_page(${program} man ${program}.1 ${CMAKE_INSTALL_MANDIR}/man1)
  tilewright_page(${program} bash ${program} ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  tilewright_page(${program} zsh _${program} ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  tilewright_page(${program} fish ${program}.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endforeach()
foreach(kind man bash zsh fish)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/pages/${kind})
endforeach()
add_custom_target(pages ALL DEPENDS ${pages})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tilewright)
set(CPACK_PACKAGE_CONTACT "Tilewright developers <tilewright@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Maps DNN layers onto accelerators, with Timeloop's files")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "tilewright-model tells what a mapping of a layer onto an accelerator costs,
tilewright-mapper finds a good one, and tilewright-sim plays one in time. They read
and write Timeloop's files, and /usr/libexec/tilewright has the first two under the
names of Timeloop's programs.
The libraries, with headers and a CMake package, are included.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# For those who build with the libraries.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
    "g++, cmake, pkg-config, libyaml-cpp-dev, libconfig++-dev, coinor-libcbc-dev, zlib1g-dev")
include(CPack)
