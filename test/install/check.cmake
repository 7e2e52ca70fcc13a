# Installs the build into a folder of its own, and uses what is there as a user does.
# cmake -D BUILD=<build folder> -D SOURCE=<source folder> -P check.cmake
set(prefix ${BUILD}/install_check/prefix)
file(REMOVE_RECURSE ${BUILD}/install_check)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}: status ${status}\n${out}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

function(expect_file name)
  if(NOT EXISTS ${prefix}/${name})
    message(FATAL_ERROR "not installed: ${name}")
  endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
foreach(program tilewright-model tilewright-mapper tilewright-sim)
  expect_file(share/man/man1/${program}.1)
  expect_file(share/bash-completion/completions/${program})
  expect_file(share/zsh/site-functions/_${program})
  expect_file(share/fish/vendor_completions.d/${program}.fish)
  run(bash -n ${prefix}/share/bash-completion/completions/${program})
endforeach()

set(specs ${prefix}/share/tilewright/specs)
set(layer ${specs}/architectures/simba.yaml ${specs}/constraints/simba_bypass.yaml
          ${specs}/networks/resnet50/input.83.yaml)
run(${prefix}/bin/tilewright-mapper ${layer} -o ${BUILD}/install_check)
run(${prefix}/libexec/tilewright/timeloop-mapper --version)

# What the machine that builds has, and where, is not what its users' machines have.
file(GLOB package_files ${prefix}/lib*/cmake/tilewright/*.cmake
     ${prefix}/lib*/*/cmake/tilewright/*.cmake)
foreach(file ${package_files})
  file(STRINGS ${file} paths REGEX "[\";:=]/[A-Za-z]")
  if(paths)
    message(FATAL_ERROR "${file} has paths of this machine:\n${paths}")
  endif()
endforeach()

run(${CMAKE_COMMAND} -S ${SOURCE}/test/install -B ${BUILD}/install_check/consumer
    -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_BUILD_TYPE=Release)
run(${CMAKE_COMMAND} --build ${BUILD}/install_check/consumer)
run(${BUILD}/install_check/consumer/consumer ${layer})
if(NOT output MATCHES "cycles 112896")
  message(FATAL_ERROR "the consumer printed: ${output}")
endif()
