foreach(parser import warc_file warc_header content_decoder query_filter index_rows zip_directory
        wacz_manifest cdxj_line hash_file media_rows sketched_lines)
  arsip_fuzz(${parser}_fuzz SOURCES ${CMAKE_CURRENT_LIST_DIR}/${parser}_fuzz.cc LIBS arsip_archive)
endforeach()
