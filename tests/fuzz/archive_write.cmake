arsip_fuzz(warc_serialiser_fuzz SOURCES warc_serialiser_fuzz.cc LIBS arsip_archive)
arsip_fuzz(image_fact_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/image_fact_fuzz.cc LIBS arsip_archive)
