arsip_fuzz(collection_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/collection_fuzz.cc LIBS arsip_seeds)
