arsip_fuzz(frontier_record_fuzz SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/frontier_record_fuzz.cc
           LIBS arsip_frontier)
