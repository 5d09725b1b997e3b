foreach(parser url surt robots_txt http_head media_type)
  arsip_fuzz(${parser}_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/${parser}_fuzz.cc LIBS arsip::base)
endforeach()
