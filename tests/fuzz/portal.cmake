foreach(parser byte_range cdx_query accept_datetime)
  arsip_fuzz(${parser}_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/${parser}_fuzz.cc LIBS arsip_portal)
endforeach()
