# arsip_library(FOLDER [COLD] [SOURCES ...] [DEPS folder ...] [PRIVATE_LIBS ...] [PUBLIC_LIBS ...] [PRECOMPILE <header> ...])
# Makes a folder a static library whose only public include directory holds one symlink to that
# folder. The repository root is on nobody's include path, so an #include of a folder that is not
# in DEPS does not compile. That is how the one-way rule of docs/architecture.md is enforced.
# COLD: little of a test's time is spent in it, so under a sanitizer it is not optimised, which halves its build.
function(arsip_library folder)
  cmake_parse_arguments(A "COLD" "" "SOURCES;DEPS;PRIVATE_LIBS;PUBLIC_LIBS;PRECOMPILE" ${ARGN})
  set(include_dir ${CMAKE_BINARY_DIR}/include/${folder})
  file(MAKE_DIRECTORY ${include_dir})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${include_dir}/${folder} SYMBOLIC)
  add_library(arsip_${folder} STATIC ${A_SOURCES})
  add_library(arsip::${folder} ALIAS arsip_${folder})
  target_include_directories(arsip_${folder} PUBLIC ${include_dir})
  foreach(dep IN LISTS A_DEPS)
    target_link_libraries(arsip_${folder} PUBLIC arsip_${dep})
  endforeach()
  target_link_libraries(arsip_${folder} PUBLIC ${A_PUBLIC_LIBS} PRIVATE ${A_PRIVATE_LIBS} arsip_warnings)
  if(A_COLD AND ARSIP_SANITIZE)
    target_compile_options(arsip_${folder} PRIVATE -O0 -U_FORTIFY_SOURCE)
  endif()
  if(ARSIP_PCH)
    # The standard's headers are most of what a small source costs; PRECOMPILE names others that many of a folder read.
    target_precompile_headers(arsip_${folder} PRIVATE <algorithm> <chrono> <functional> <map> <memory> <optional>
                              <string> <string_view> <unordered_map> <utility> <variant> <vector>
                              ${A_PRECOMPILE})
  endif()
endfunction()

# arsip_protobuf(FOLDER file.proto ...): the generated header is included as "FOLDER/file.pb.h".
function(arsip_protobuf folder)
  set(out ${CMAKE_BINARY_DIR}/generated/${folder})
  file(MAKE_DIRECTORY ${out}/${folder})
  set(generated "")
  foreach(proto IN LISTS ARGN)
    get_filename_component(stem ${proto} NAME_WE)
    add_custom_command(
      OUTPUT ${out}/${folder}/${stem}.pb.cc ${out}/${folder}/${stem}.pb.h
      COMMAND protobuf::protoc --cpp_out=${out} -I ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${folder}/${proto}
      DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/${proto} VERBATIM)
    list(APPEND generated ${out}/${folder}/${stem}.pb.cc)
  endforeach()
  # A library of its own: generated code is not held to our warnings.
  add_library(arsip_${folder}_proto STATIC ${generated})
  target_include_directories(arsip_${folder}_proto SYSTEM PUBLIC ${out})
  target_link_libraries(arsip_${folder}_proto PUBLIC protobuf::libprotobuf)
  if(ARSIP_SANITIZE MATCHES undefined)
    # Nor is it what the sanitizers are for: checked and optimised, it takes as long as forty of our sources.
    target_compile_options(arsip_${folder}_proto PRIVATE -O0 -fno-sanitize=undefined)
  endif()
endfunction()

# How tests are compiled. Their own code is not what is measured: unoptimised, it builds in half the time; nor is it
# what UndefinedBehaviorSanitizer is for, which would cost half as much again.
add_library(arsip_test_options INTERFACE)
target_compile_options(arsip_test_options INTERFACE -O0 -U_FORTIFY_SOURCE)
if(ARSIP_SANITIZE MATCHES undefined)
  target_compile_options(arsip_test_options INTERFACE -fno-sanitize=undefined)
endif()

# GoogleMock's headers, precompiled once for the tests of every folder.
function(arsip_test_headers)
  if(TARGET arsip_test_headers)
    return()
  endif()
  file(WRITE ${CMAKE_BINARY_DIR}/arsip_test_headers.cc "")
  # A program, as the tests are: libraries are compiled with another -fPIC.
  add_executable(arsip_test_headers ${CMAKE_BINARY_DIR}/arsip_test_headers.cc)
  target_link_libraries(arsip_test_headers PRIVATE GTest::gmock_main arsip_warnings arsip_test_options)
  target_precompile_headers(arsip_test_headers PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
endfunction()

# arsip_test(FOLDER [SOURCES ...] [LIBS ...] [LABELS ...] [PRECOMPILE <header> ...]): one test binary per folder, linked to that
# folder's library only: a hidden dependency fails at link.
function(arsip_test folder)
  cmake_parse_arguments(A "" "NAME" "SOURCES;LIBS;LABELS;PRECOMPILE" ${ARGN})
  if(NOT A_NAME)
    set(A_NAME ${folder}_test)
  endif()
  add_executable(${A_NAME} ${A_SOURCES})
  target_link_libraries(${A_NAME} PRIVATE arsip_${folder} ${A_LIBS} GTest::gmock_main arsip_warnings)
  if(ARSIP_PCH AND A_PRECOMPILE)
    target_precompile_headers(${A_NAME} PRIVATE <gmock/gmock.h> <gtest/gtest.h> ${A_PRECOMPILE})
  elseif(ARSIP_PCH)
    arsip_test_headers()
    target_precompile_headers(${A_NAME} REUSE_FROM arsip_test_headers)
  endif()
  target_link_libraries(${A_NAME} PRIVATE arsip_test_options)
  if(ARSIP_SANITIZE)
    # A process of its own for each test costs a sanitizer more than the tests do.
    add_test(NAME ${A_NAME} COMMAND ${A_NAME} --gtest_brief=1)
    set_tests_properties(${A_NAME} PROPERTIES TIMEOUT 600 LABELS "unit;${A_LABELS}"
                         ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/known_leaks.txt:print_suppressions=0")
    return()
  endif()
  gtest_discover_tests(${A_NAME} TEST_PREFIX ${A_NAME}. DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 120 LABELS "unit;${A_LABELS}")
endfunction()

# arsip_fuzz(NAME SOURCES ... LIBS ...): a libFuzzer harness under the `fuzz` preset; everywhere else the
# same harness with a plain main() that replays tests/fuzz/corpus/NAME, as a ctest.
function(arsip_fuzz name)
  cmake_parse_arguments(A "" "" "SOURCES;LIBS" ${ARGN})
  if(ARSIP_FUZZ)
    add_executable(${name} ${A_SOURCES})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name} ${A_SOURCES} ${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cc)
    add_test(NAME fuzz_replay.${name} COMMAND ${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz_replay.${name} PROPERTIES LABELS fuzz TIMEOUT 120
                         ENVIRONMENT "LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/known_leaks.txt:print_suppressions=0")
  endif()
  target_link_libraries(${name} PRIVATE ${A_LIBS} arsip_warnings)
endfunction()
