arsip_fuzz(frontier_record_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/frontier_record_fuzz.cc
           LIBS arsip_frontier)
arsip_fuzz(frontier_wire_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/frontier_wire_fuzz.cc
           LIBS arsip_frontier arsip_frontier_proto)
target_include_directories(frontier_wire_fuzz PRIVATE ${CMAKE_SOURCE_DIR}/tests/frontier)
