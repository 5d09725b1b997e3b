arsip_fuzz(response_head_fuzz SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/response_head_fuzz.cc LIBS arsip_crawler)
arsip_fuzz(extraction_check_fuzz SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/extraction_check_fuzz.cc LIBS arsip_crawler)
arsip_fuzz(hash_list_fuzz SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/hash_list_fuzz.cc LIBS arsip_crawler)
arsip_fuzz(chunked_body_fuzz SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/chunked_body_fuzz.cc LIBS arsip_crawler)
