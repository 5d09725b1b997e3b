foreach(parser html_links css_links xml_links charset content_decoding extract magic_database)
  arsip_fuzz(${parser}_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/${parser}_fuzz.cc LIBS arsip_extractors)
endforeach()
arsip_fuzz(image_hash_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/image_hash_fuzz.cc LIBS arsip_images)
