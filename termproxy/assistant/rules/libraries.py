# ruff: noqa: E501
"""Which package brings a C library: looked up by header, -l name, pkg-config or CMake name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from termproxy.assistant.rules.failed import Failed

# Debian's package | Homebrew's | Fedora's | Arch's: what it brings. A name with / or .h is a
# header (or the folder of several), -lx a library, pc:x a pkg-config name, cm:x a CMake package.
TABLE = """
libssl-dev|openssl|openssl-devel|openssl: openssl/ -lssl -lcrypto pc:openssl pc:libssl pc:libcrypto cm:OpenSSL
libcurl4-openssl-dev|curl|libcurl-devel|curl: curl/ -lcurl pc:libcurl cm:CURL
zlib1g-dev|zlib|zlib-devel|zlib: zlib.h zconf.h -lz pc:zlib cm:ZLIB
libbz2-dev|bzip2|bzip2-devel|bzip2: bzlib.h -lbz2 pc:bzip2 cm:BZip2
liblzma-dev|xz|xz-devel|xz: lzma.h lzma/ -llzma pc:liblzma cm:LibLZMA
libzstd-dev|zstd|libzstd-devel|zstd: zstd.h -lzstd pc:libzstd cm:zstd
liblz4-dev|lz4|lz4-devel|lz4: lz4.h -llz4 pc:liblz4
libsnappy-dev|snappy|snappy-devel|snappy: snappy.h snappy-c.h -lsnappy cm:Snappy
libarchive-dev|libarchive|libarchive-devel|libarchive: archive.h archive_entry.h -larchive pc:libarchive cm:LibArchive
libzip-dev|libzip|libzip-devel|libzip: zip.h -lzip pc:libzip cm:libzip
libncurses-dev|ncurses|ncurses-devel|ncurses: ncurses.h curses.h term.h ncursesw/ panel.h -lncurses -lncursesw -ltinfo -lcurses -lpanel pc:ncurses pc:ncursesw cm:Curses
libreadline-dev|readline|readline-devel|readline: readline/ -lreadline pc:readline
libedit-dev|libedit|libedit-devel|libedit: histedit.h editline/ -ledit pc:libedit cm:LibEdit
libsqlite3-dev|sqlite|sqlite-devel|sqlite: sqlite3.h -lsqlite3 pc:sqlite3 cm:SQLite3
libpq-dev|libpq|libpq-devel|postgresql-libs: libpq-fe.h libpq/ postgres_ext.h -lpq pc:libpq cm:PostgreSQL
libmysqlclient-dev|mysql-client|mysql-devel|mariadb-libs: mysql.h mysql/ -lmysqlclient pc:mysqlclient cm:MySQL
libmariadb-dev|mariadb-connector-c|mariadb-connector-c-devel|mariadb-libs: mariadb/ -lmariadb pc:libmariadb pc:mariadb
libhiredis-dev|hiredis|hiredis-devel|hiredis: hiredis/ -lhiredis pc:hiredis
libxml2-dev|libxml2|libxml2-devel|libxml2: libxml/ libxml2/ -lxml2 pc:libxml-2.0 cm:LibXml2
libxslt1-dev|libxslt|libxslt-devel|libxslt: libxslt/ -lxslt -lexslt pc:libxslt cm:LibXslt
libexpat1-dev|expat|expat-devel|expat: expat.h -lexpat pc:expat cm:EXPAT
libyaml-dev|libyaml|libyaml-devel|libyaml: yaml.h -lyaml pc:yaml-0.1
libyaml-cpp-dev|yaml-cpp|yaml-cpp-devel|yaml-cpp: yaml-cpp/ -lyaml-cpp pc:yaml-cpp cm:yaml-cpp
libjansson-dev|jansson|jansson-devel|jansson: jansson.h -ljansson pc:jansson
libjson-c-dev|json-c|json-c-devel|json-c: json-c/ json.h -ljson-c pc:json-c
nlohmann-json3-dev|nlohmann-json|json-devel|nlohmann-json: nlohmann/ cm:nlohmann_json pc:nlohmann_json
rapidjson-dev|rapidjson|rapidjson-devel|rapidjson: rapidjson/ cm:RapidJSON
libcjson-dev|cjson|cjson-devel|cjson: cjson/ cJSON.h -lcjson pc:libcjson
libjsoncpp-dev|jsoncpp|jsoncpp-devel|jsoncpp: json/json.h jsoncpp/ -ljsoncpp pc:jsoncpp cm:jsoncpp
libboost-all-dev|boost|boost-devel|boost: boost/ -lboost_system -lboost_filesystem -lboost_thread -lboost_program_options -lboost_regex cm:Boost
libeigen3-dev|eigen|eigen3-devel|eigen: Eigen/ eigen3/ cm:Eigen3 pc:eigen3
libgtest-dev|googletest|gtest-devel|gtest: gtest/ gmock/ -lgtest -lgtest_main -lgmock cm:GTest pc:gtest
catch2|catch2|catch2-devel|catch2: catch2/ cm:Catch2
libfmt-dev|fmt|fmt-devel|fmt: fmt/ -lfmt cm:fmt pc:fmt
libspdlog-dev|spdlog|spdlog-devel|spdlog: spdlog/ -lspdlog cm:spdlog pc:spdlog
libgflags-dev|gflags|gflags-devel|gflags: gflags/ -lgflags cm:gflags
libgoogle-glog-dev|glog|glog-devel|google-glog: glog/ -lglog cm:glog
libprotobuf-dev|protobuf|protobuf-devel|protobuf: google/protobuf/ -lprotobuf pc:protobuf cm:Protobuf
libgrpc++-dev|grpc|grpc-devel|grpc: grpcpp/ grpc/ -lgrpc++ -lgrpc pc:grpc++ cm:gRPC
libabsl-dev|abseil|abseil-cpp-devel|abseil-cpp: absl/ cm:absl
libuv1-dev|libuv|libuv-devel|libuv: uv.h -luv pc:libuv cm:libuv
libevent-dev|libevent|libevent-devel|libevent: event2/ event.h -levent pc:libevent cm:Libevent
libev-dev|libev|libev-devel|libev: ev.h -lev
libwebsockets-dev|libwebsockets|libwebsockets-devel|libwebsockets: libwebsockets.h -lwebsockets pc:libwebsockets
libmicrohttpd-dev|libmicrohttpd|libmicrohttpd-devel|libmicrohttpd: microhttpd.h -lmicrohttpd pc:libmicrohttpd
libnghttp2-dev|nghttp2|libnghttp2-devel|libnghttp2: nghttp2/ -lnghttp2 pc:libnghttp2
libzmq3-dev|zeromq|zeromq-devel|zeromq: zmq.h -lzmq pc:libzmq cm:ZeroMQ
libmosquitto-dev|mosquitto|mosquitto-devel|mosquitto: mosquitto.h -lmosquitto pc:libmosquitto
librdkafka-dev|librdkafka|librdkafka-devel|librdkafka: librdkafka/ -lrdkafka pc:rdkafka
libssh-dev|libssh|libssh-devel|libssh: libssh/ -lssh pc:libssh
libssh2-1-dev|libssh2|libssh2-devel|libssh2: libssh2.h -lssh2 pc:libssh2 cm:Libssh2
libgit2-dev|libgit2|libgit2-devel|libgit2: git2.h git2/ -lgit2 pc:libgit2
libgcrypt20-dev|libgcrypt|libgcrypt-devel|libgcrypt: gcrypt.h -lgcrypt pc:libgcrypt
libgnutls28-dev|gnutls|gnutls-devel|gnutls: gnutls/ -lgnutls pc:gnutls cm:GnuTLS
libsodium-dev|libsodium|libsodium-devel|libsodium: sodium.h sodium/ -lsodium pc:libsodium
libgmp-dev|gmp|gmp-devel|gmp: gmp.h gmpxx.h -lgmp -lgmpxx pc:gmp
libmpfr-dev|mpfr|mpfr-devel|mpfr: mpfr.h -lmpfr pc:mpfr
libgsl-dev|gsl|gsl-devel|gsl: gsl/ -lgsl -lgslcblas pc:gsl cm:GSL
libfftw3-dev|fftw|fftw-devel|fftw: fftw3.h -lfftw3 -lfftw3f pc:fftw3 cm:FFTW3
libopenblas-dev|openblas|openblas-devel|openblas: cblas.h lapacke.h -lopenblas -lcblas pc:openblas cm:OpenBLAS cm:BLAS
liblapack-dev|lapack|lapack-devel|lapack: lapack.h -llapack -lblas pc:lapack cm:LAPACK
libhdf5-dev|hdf5|hdf5-devel|hdf5: hdf5.h hdf5/ -lhdf5 pc:hdf5 cm:HDF5
libnetcdf-dev|netcdf|netcdf-devel|netcdf: netcdf.h -lnetcdf pc:netcdf
libopenmpi-dev|open-mpi|openmpi-devel|openmpi: mpi.h -lmpi cm:MPI pc:ompi
libomp-dev|libomp|libomp-devel|openmp: omp.h -lomp cm:OpenMP
libpcap-dev|libpcap|libpcap-devel|libpcap: pcap.h pcap/ -lpcap pc:libpcap cm:PCAP
libnl-3-dev|libnl|libnl3-devel|libnl: netlink/ -lnl-3 pc:libnl-3.0
libusb-1.0-0-dev|libusb|libusb1-devel|libusb: libusb-1.0/ libusb.h -lusb-1.0 pc:libusb-1.0
libudev-dev|systemd|systemd-devel|systemd-libs: libudev.h -ludev pc:libudev
libsystemd-dev|systemd|systemd-devel|systemd-libs: systemd/ -lsystemd pc:libsystemd
libbluetooth-dev|bluez|bluez-libs-devel|bluez-libs: bluetooth/ -lbluetooth pc:bluez
libcap-dev|libcap|libcap-devel|libcap: sys/capability.h -lcap pc:libcap
libacl1-dev|acl|libacl-devel|acl: sys/acl.h -lacl pc:libacl
libattr1-dev|attr|libattr-devel|attr: attr/ -lattr
libpam0g-dev|linux-pam|pam-devel|pam: security/pam_appl.h security/ -lpam
libseccomp-dev|libseccomp|libseccomp-devel|libseccomp: seccomp.h -lseccomp pc:libseccomp
libelf-dev|elfutils|elfutils-libelf-devel|libelf: libelf.h gelf.h elfutils/ -lelf pc:libelf
libdw-dev|elfutils|elfutils-devel|elfutils: dwarf.h -ldw pc:libdw
libnuma-dev|numactl|numactl-devel|numactl: numa.h -lnuma pc:numa
libfuse3-dev|libfuse|fuse3-devel|fuse3: fuse3/ -lfuse3 pc:fuse3
libfuse-dev|libfuse@2|fuse-devel|fuse2: fuse.h fuse/ -lfuse pc:fuse
libldap2-dev|openldap|openldap-devel|libldap: ldap.h lber.h -lldap -llber
libsasl2-dev|cyrus-sasl|cyrus-sasl-devel|libsasl: sasl/ -lsasl2
libkrb5-dev|krb5|krb5-devel|krb5: gssapi/ krb5.h gssapi.h -lkrb5 -lgssapi_krb5
libffi-dev|libffi|libffi-devel|libffi: ffi.h -lffi pc:libffi
libicu-dev|icu4c|libicu-devel|icu: unicode/ -licuuc -licui18n -licudata pc:icu-uc pc:icu-i18n cm:ICU
libpcre2-dev|pcre2|pcre2-devel|pcre2: pcre2.h -lpcre2-8 pc:libpcre2-8
libpcre3-dev|pcre|pcre-devel|pcre: pcre.h -lpcre pc:libpcre cm:PCRE
libonig-dev|oniguruma|oniguruma-devel|oniguruma: oniguruma.h -lonig pc:oniguruma
libglib2.0-dev|glib|glib2-devel|glib2: glib.h glib/ gio/ -lglib-2.0 -lgobject-2.0 pc:glib-2.0 pc:gobject-2.0 pc:gio-2.0 pc:gthread-2.0 pc:gmodule-2.0 cm:GLIB
libgtk-3-dev|gtk+3|gtk3-devel|gtk3: gtk/ gdk/ -lgtk-3 pc:gtk+-3.0 pc:gdk-3.0 cm:GTK3
libgtk-4-dev|gtk4|gtk4-devel|gtk4: -lgtk-4 pc:gtk4
libgtk2.0-dev|gtk+|gtk2-devel|gtk2: -lgtk-x11-2.0 pc:gtk+-2.0 cm:GTK2
libgirepository1.0-dev|gobject-introspection|gobject-introspection-devel|gobject-introspection: girepository.h pc:gobject-introspection-1.0 pc:girepository-1.0
libgirepository-2.0-dev|glib|glib2-devel|glib2: pc:girepository-2.0
libwebkit2gtk-4.1-dev|webkitgtk|webkit2gtk4.1-devel|webkit2gtk-4.1: webkit2/ pc:webkit2gtk-4.1 pc:javascriptcoregtk-4.1
libwebkit2gtk-4.0-dev|webkitgtk|webkit2gtk4.0-devel|webkit2gtk: pc:webkit2gtk-4.0 pc:javascriptcoregtk-4.0
libsoup-3.0-dev|libsoup|libsoup3-devel|libsoup3: libsoup/ pc:libsoup-3.0
libsoup2.4-dev|libsoup@2|libsoup-devel|libsoup: pc:libsoup-2.4
libayatana-appindicator3-dev||libayatana-appindicator-gtk3-devel|libayatana-appindicator: pc:ayatana-appindicator3-0.1
libcairo2-dev|cairo|cairo-devel|cairo: cairo.h cairo/ -lcairo pc:cairo cm:Cairo
libpango1.0-dev|pango|pango-devel|pango: pango/ -lpango-1.0 pc:pango pc:pangocairo
libgdk-pixbuf-2.0-dev|gdk-pixbuf|gdk-pixbuf2-devel|gdk-pixbuf2: gdk-pixbuf/ pc:gdk-pixbuf-2.0
librsvg2-dev|librsvg|librsvg2-devel|librsvg: librsvg/ pc:librsvg-2.0
libatk1.0-dev|at-spi2-core|atk-devel|at-spi2-core: atk/ pc:atk
libdbus-1-dev|dbus|dbus-devel|dbus: dbus/ -ldbus-1 pc:dbus-1
libsecret-1-dev|libsecret|libsecret-devel|libsecret: libsecret/ pc:libsecret-1
libnotify-dev|libnotify|libnotify-devel|libnotify: libnotify/ -lnotify pc:libnotify
libx11-dev|libx11|libX11-devel|libx11: X11/Xlib.h X11/Xutil.h X11/keysym.h X11/ -lX11 pc:x11 cm:X11
libxext-dev|libxext|libXext-devel|libxext: X11/extensions/ -lXext pc:xext
libxft-dev|libxft|libXft-devel|libxft: X11/Xft/ -lXft pc:xft
libxrandr-dev|libxrandr|libXrandr-devel|libxrandr: X11/extensions/Xrandr.h -lXrandr pc:xrandr
libxinerama-dev|libxinerama|libXinerama-devel|libxinerama: X11/extensions/Xinerama.h -lXinerama pc:xinerama
libxcursor-dev|libxcursor|libXcursor-devel|libxcursor: X11/Xcursor/ -lXcursor pc:xcursor
libxi-dev|libxi|libXi-devel|libxi: X11/extensions/XInput2.h -lXi pc:xi
libxtst-dev|libxtst|libXtst-devel|libxtst: X11/extensions/XTest.h -lXtst pc:xtst
libxt-dev|libxt|libXt-devel|libxt: X11/Intrinsic.h -lXt pc:xt
libxpm-dev|libxpm|libXpm-devel|libxpm: X11/xpm.h -lXpm pc:xpm
libxss-dev|libxscrnsaver|libXScrnSaver-devel|libxss: X11/extensions/scrnsaver.h -lXss pc:xscrnsaver
libxcb1-dev|libxcb|libxcb-devel|libxcb: xcb/ -lxcb pc:xcb
libxkbcommon-dev|libxkbcommon|libxkbcommon-devel|libxkbcommon: xkbcommon/ -lxkbcommon pc:xkbcommon
libwayland-dev|wayland|wayland-devel|wayland: wayland-client.h wayland-server.h -lwayland-client pc:wayland-client pc:wayland-server cm:Wayland
wayland-protocols|wayland-protocols|wayland-protocols-devel|wayland-protocols: pc:wayland-protocols
libdrm-dev|libdrm|libdrm-devel|libdrm: drm.h xf86drm.h libdrm/ -ldrm pc:libdrm
libgbm-dev|mesa|mesa-libgbm-devel|mesa: gbm.h -lgbm pc:gbm
libgl1-mesa-dev|mesa|mesa-libGL-devel|mesa: GL/gl.h GL/glx.h GL/ -lGL pc:gl cm:OpenGL
libglu1-mesa-dev|mesa-glu|mesa-libGLU-devel|glu: GL/glu.h -lGLU pc:glu
libegl1-mesa-dev|mesa|mesa-libEGL-devel|mesa: EGL/ -lEGL pc:egl
libgles2-mesa-dev|mesa|mesa-libGLES-devel|mesa: GLES2/ GLES3/ -lGLESv2 pc:glesv2
freeglut3-dev|freeglut|freeglut-devel|freeglut: GL/glut.h GL/freeglut.h -lglut cm:GLUT pc:glut
libglew-dev|glew|glew-devel|glew: GL/glew.h -lGLEW pc:glew cm:GLEW
libglfw3-dev|glfw|glfw-devel|glfw: GLFW/ -lglfw pc:glfw3 cm:glfw3
libglm-dev|glm|glm-devel|glm: glm/ cm:glm
libvulkan-dev|vulkan-loader|vulkan-loader-devel|vulkan-icd-loader: vulkan/ -lvulkan pc:vulkan cm:Vulkan
libsdl2-dev|sdl2|SDL2-devel|sdl2: SDL2/SDL.h SDL2/ SDL.h -lSDL2 pc:sdl2 cm:SDL2
libsdl2-image-dev|sdl2_image|SDL2_image-devel|sdl2_image: SDL2/SDL_image.h SDL_image.h -lSDL2_image pc:SDL2_image cm:SDL2_image
libsdl2-ttf-dev|sdl2_ttf|SDL2_ttf-devel|sdl2_ttf: SDL2/SDL_ttf.h SDL_ttf.h -lSDL2_ttf pc:SDL2_ttf cm:SDL2_ttf
libsdl2-mixer-dev|sdl2_mixer|SDL2_mixer-devel|sdl2_mixer: SDL2/SDL_mixer.h SDL_mixer.h -lSDL2_mixer pc:SDL2_mixer cm:SDL2_mixer
libsfml-dev|sfml|SFML-devel|sfml: SFML/ -lsfml-graphics -lsfml-window -lsfml-system cm:SFML pc:sfml-all
liballegro5-dev|allegro|allegro5-devel|allegro: allegro5/ -lallegro pc:allegro-5
libopencv-dev|opencv|opencv-devel|opencv: opencv2/ -lopencv_core -lopencv_highgui -lopencv_imgproc pc:opencv4 cm:OpenCV
libpng-dev|libpng|libpng-devel|libpng: png.h -lpng -lpng16 pc:libpng cm:PNG
libjpeg-dev|jpeg-turbo|libjpeg-turbo-devel|libjpeg-turbo: jpeglib.h turbojpeg.h -ljpeg pc:libjpeg cm:JPEG
libtiff-dev|libtiff|libtiff-devel|libtiff: tiff.h tiffio.h -ltiff pc:libtiff-4 cm:TIFF
libgif-dev|giflib|giflib-devel|giflib: gif_lib.h -lgif cm:GIF
libwebp-dev|webp|libwebp-devel|libwebp: webp/ -lwebp pc:libwebp
libfreetype-dev|freetype|freetype-devel|freetype2: ft2build.h freetype2/ freetype/ -lfreetype pc:freetype2 cm:Freetype
libfontconfig1-dev|fontconfig|fontconfig-devel|fontconfig: fontconfig/ -lfontconfig pc:fontconfig cm:Fontconfig
libharfbuzz-dev|harfbuzz|harfbuzz-devel|harfbuzz: hb.h harfbuzz/ -lharfbuzz pc:harfbuzz
libmagickwand-dev|imagemagick|ImageMagick-devel|imagemagick: MagickWand/ wand/ -lMagickWand-6.Q16 pc:MagickWand pc:MagickCore cm:ImageMagick
libmagick++-dev|imagemagick|ImageMagick-c++-devel|imagemagick: Magick++.h pc:Magick++
libavcodec-dev|ffmpeg|ffmpeg-devel|ffmpeg: libavcodec/ -lavcodec pc:libavcodec cm:FFmpeg
libavformat-dev|ffmpeg|ffmpeg-devel|ffmpeg: libavformat/ -lavformat pc:libavformat
libavutil-dev|ffmpeg|ffmpeg-devel|ffmpeg: libavutil/ -lavutil pc:libavutil
libswscale-dev|ffmpeg|ffmpeg-devel|ffmpeg: libswscale/ -lswscale pc:libswscale
libswresample-dev|ffmpeg|ffmpeg-devel|ffmpeg: libswresample/ -lswresample pc:libswresample
libavdevice-dev|ffmpeg|ffmpeg-devel|ffmpeg: libavdevice/ -lavdevice pc:libavdevice
libavfilter-dev|ffmpeg|ffmpeg-devel|ffmpeg: libavfilter/ -lavfilter pc:libavfilter
libgstreamer1.0-dev|gstreamer|gstreamer1-devel|gstreamer: gst/ -lgstreamer-1.0 pc:gstreamer-1.0 cm:GStreamer
libgstreamer-plugins-base1.0-dev|gstreamer|gstreamer1-plugins-base-devel|gst-plugins-base: gst/app/ gst/video/ pc:gstreamer-app-1.0 pc:gstreamer-video-1.0 pc:gstreamer-plugins-base-1.0
libasound2-dev|alsa-lib|alsa-lib-devel|alsa-lib: alsa/ -lasound pc:alsa cm:ALSA
libpulse-dev|pulseaudio|pulseaudio-libs-devel|libpulse: pulse/ -lpulse pc:libpulse cm:PulseAudio
libpipewire-0.3-dev|pipewire|pipewire-devel|libpipewire: pipewire/ pc:libpipewire-0.3
libsndfile1-dev|libsndfile|libsndfile-devel|libsndfile: sndfile.h -lsndfile pc:sndfile cm:SndFile
portaudio19-dev|portaudio|portaudio-devel|portaudio: portaudio.h -lportaudio pc:portaudio-2.0
libjack-dev|jack|jack-audio-connection-kit-devel|jack2: jack/ -ljack pc:jack
libopus-dev|opus|opus-devel|opus: opus/ -lopus pc:opus
libogg-dev|libogg|libogg-devel|libogg: ogg/ -logg pc:ogg cm:Ogg
libvorbis-dev|libvorbis|libvorbis-devel|libvorbis: vorbis/ -lvorbis -lvorbisfile pc:vorbis
libmp3lame-dev|lame|lame-devel|lame: lame/ -lmp3lame
libx264-dev|x264|x264-devel|x264: x264.h -lx264 pc:x264
libx265-dev|x265|x265-devel|x265: x265.h -lx265 pc:x265
libopenal-dev|openal-soft|openal-soft-devel|openal: AL/ -lopenal pc:openal cm:OpenAL
qtbase5-dev|qt@5|qt5-qtbase-devel|qt5-base: QApplication QtWidgets/ QtCore/ QtGui/ QtNetwork/ QWidget QMainWindow QObject QString -lQt5Core -lQt5Widgets -lQt5Gui pc:Qt5Core pc:Qt5Widgets cm:Qt5 cm:Qt5Core cm:Qt5Widgets cm:Qt5Gui cm:QT
qt6-base-dev|qt|qt6-qtbase-devel|qt6-base: -lQt6Core -lQt6Widgets pc:Qt6Core cm:Qt6 cm:Qt6Core cm:Qt6Widgets
qttools5-dev|qt@5|qt5-qttools-devel|qt5-tools: cm:Qt5LinguistTools
qtmultimedia5-dev|qt@5|qt5-qtmultimedia-devel|qt5-multimedia: QtMultimedia/ cm:Qt5Multimedia
libwxgtk3.2-dev|wxwidgets|wxGTK-devel|wxwidgets-gtk3: wx/ cm:wxWidgets
python3-dev|python|python3-devel|python: Python.h python3.9/ python3.10/ python3.11/ python3.12/ python3.13/ -lpython3 pc:python3 pc:python-3.11 cm:Python3 cm:PythonLibs
ruby-dev|ruby|ruby-devel|ruby: ruby.h ruby/ -lruby
libperl-dev|perl|perl-devel|perl: EXTERN.h perl.h -lperl
liblua5.4-dev|lua|lua-devel|lua: lua.h lua.hpp lauxlib.h lualib.h -llua -llua5.4 pc:lua pc:lua5.4 cm:Lua
libluajit-5.1-dev|luajit|luajit-devel|luajit: luajit.h -lluajit-5.1 pc:luajit
tcl-dev|tcl-tk|tcl-devel|tcl: tcl.h -ltcl pc:tcl
tk-dev|tcl-tk|tk-devel|tk: tk.h -ltk pc:tk
php-dev|php|php-devel|php: php.h
libnode-dev|node|nodejs-devel|nodejs: node_api.h
default-jdk|openjdk|java-latest-openjdk-devel|jdk-openjdk: jni.h -ljvm cm:JNI cm:Java
llvm-dev|llvm|llvm-devel|llvm: llvm/ llvm-c/ -lLLVM cm:LLVM
libclang-dev|llvm|clang-devel|clang: clang/ clang-c/ -lclang cm:Clang
libtbb-dev|tbb|tbb-devel|onetbb: tbb/ oneapi/ -ltbb cm:TBB pc:tbb
ocl-icd-opencl-dev|opencl-headers|ocl-icd-devel|ocl-icd: CL/ -lOpenCL cm:OpenCL pc:OpenCL
nvidia-cuda-toolkit||cuda|cuda: cuda.h cuda_runtime.h cublas_v2.h curand.h -lcudart -lcuda -lcublas cm:CUDA cm:CUDAToolkit
libpoppler-glib-dev|poppler|poppler-glib-devel|poppler-glib: poppler/ pc:poppler-glib
libpoppler-cpp-dev|poppler|poppler-cpp-devel|poppler: poppler/cpp/ pc:poppler-cpp
libtesseract-dev|tesseract|tesseract-devel|tesseract: tesseract/ -ltesseract pc:tesseract
libleptonica-dev|leptonica|leptonica-devel|leptonica: leptonica/ -llept pc:lept
libgdal-dev|gdal|gdal-devel|gdal: gdal.h gdal/ -lgdal pc:gdal cm:GDAL
libgeos-dev|geos|geos-devel|geos: geos_c.h geos/ -lgeos_c -lgeos pc:geos
libproj-dev|proj|proj-devel|proj: proj.h proj_api.h -lproj pc:proj cm:PROJ
libcgal-dev|cgal|CGAL-devel|cgal: CGAL/ cm:CGAL
libpcl-dev|pcl|pcl-devel|pcl: pcl/ cm:PCL
libceres-dev|ceres-solver|ceres-solver-devel|ceres-solver: ceres/ cm:Ceres
libsuitesparse-dev|suite-sparse|suitesparse-devel|suitesparse: cholmod.h umfpack.h suitesparse/ -lcholmod -lumfpack
libleveldb-dev|leveldb|leveldb-devel|leveldb: leveldb/ -lleveldb cm:leveldb
librocksdb-dev|rocksdb|rocksdb-devel|rocksdb: rocksdb/ -lrocksdb cm:RocksDB
liblmdb-dev|lmdb|lmdb-devel|lmdb: lmdb.h -llmdb pc:lmdb
libdb-dev|berkeley-db|libdb-devel|db: db.h db_cxx.h -ldb
libgdbm-dev|gdbm|gdbm-devel|gdbm: gdbm.h -lgdbm
unixodbc-dev|unixodbc|unixODBC-devel|unixodbc: sql.h sqlext.h sqltypes.h -lodbc pc:odbc cm:ODBC
freetds-dev|freetds|freetds-devel|freetds: sybdb.h -lsybdb
uuid-dev|ossp-uuid|libuuid-devel|util-linux-libs: uuid/ -luuid pc:uuid
libblkid-dev|util-linux|libblkid-devel|util-linux-libs: blkid/ -lblkid pc:blkid
libmount-dev|util-linux|libmount-devel|util-linux-libs: libmount/ -lmount pc:mount
libjemalloc-dev|jemalloc|jemalloc-devel|jemalloc: jemalloc/ -ljemalloc pc:jemalloc
libgoogle-perftools-dev|gperftools|gperftools-devel|gperftools: gperftools/ -ltcmalloc -lprofiler
libunwind-dev|libunwind|libunwind-devel|libunwind: libunwind.h -lunwind pc:libunwind
libbsd-dev|libbsd|libbsd-devel|libbsd: bsd/ -lbsd pc:libbsd
libtinyxml2-dev|tinyxml2|tinyxml2-devel|tinyxml2: tinyxml2.h -ltinyxml2 pc:tinyxml2 cm:tinyxml2
libpugixml-dev|pugixml|pugixml-devel|pugixml: pugixml.hpp -lpugixml cm:pugixml
libassimp-dev|assimp|assimp-devel|assimp: assimp/ -lassimp cm:assimp pc:assimp
libbullet-dev|bullet|bullet-devel|bullet: btBulletDynamicsCommon.h cm:Bullet pc:bullet
libmodbus-dev|libmodbus|libmodbus-devel|libmodbus: modbus.h modbus/ -lmodbus pc:libmodbus
libi2c-dev||libi2c-devel|i2c-tools: i2c/ -li2c
libgpiod-dev||libgpiod-devel|libgpiod: gpiod.h -lgpiod pc:libgpiod
libv4l-dev||libv4l-devel|v4l-utils: libv4l2.h -lv4l2 pc:libv4l2
libcups2-dev|cups|cups-devel|libcups: cups/ -lcups
libsane-dev|sane-backends|sane-backends-devel|sane: sane/ -lsane
libspeexdsp-dev|speexdsp|speexdsp-devel|speexdsp: speex/ -lspeexdsp pc:speexdsp
check|check|check-devel|check: check.h -lcheck pc:check
libcunit1-dev|cunit|CUnit-devel|cunit: CUnit/ -lcunit
libcriterion-dev|criterion||criterion: criterion/ -lcriterion pc:criterion
libcmocka-dev|cmocka|libcmocka-devel|cmocka: cmocka.h -lcmocka pc:cmocka
doctest-dev|doctest|doctest-devel|doctest: doctest/ doctest.h cm:doctest
libcli11-dev|cli11|cli11-devel|cli11: CLI/ cm:CLI11
libcxxopts-dev|cxxopts|cxxopts-devel|cxxopts: cxxopts.hpp cm:cxxopts
libasio-dev|asio|asio-devel|asio: asio.hpp asio/
libc6-dev||glibc-devel|glibc: stdio.h stdlib.h string.h features.h sys/cdefs.h bits/libc-header-start.h
libc6-dev-i386||glibc-devel.i686|lib32-glibc: gnu/stubs-32.h
gcc-multilib||libgcc.i686|lib32-gcc-libs: asm/errno.h
linux-libc-dev||kernel-headers|linux-api-headers: linux/ asm/types.h
extra-cmake-modules|extra-cmake-modules|extra-cmake-modules|extra-cmake-modules: cm:ECM
pybind11-dev|pybind11|pybind11-devel|pybind11: pybind11/ cm:pybind11
doxygen|doxygen|doxygen|doxygen: cm:Doxygen
bison|bison|bison|bison: cm:BISON
flex|flex|flex|flex: cm:FLEX FlexLexer.h -lfl
swig|swig|swig|swig: cm:SWIG
pkg-config|pkgconf|pkgconf|pkgconf: cm:PkgConfig
protobuf-compiler|protobuf|protobuf-compiler|protobuf: cm:protoc
"""


@lru_cache(maxsize=1)
def _index() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in TABLE.strip().splitlines():
        packages, _, names = line.partition(": ")
        for name in names.split():
            found.setdefault(name, packages)
    return found


def _package(f: Failed, entry: str) -> str:
    """The name in this distribution, "" when the table has none."""
    names = entry.split("|")
    place = {"darwin": 1, "fedora": 2, "rhel": 2, "centos": 2, "arch": 3}.get(
        f.local.distribution, 0
    )
    return names[place] if place < len(names) else names[0]


def install(f: Failed, entry: str) -> str:
    """The line that installs an entry of the table, or ""."""
    package = _package(f, entry) if entry else ""
    return f.local.installer(package) if package else ""


def for_header(header: str) -> str:
    """The table's entry for `#include <header>`: the header itself, else its folders."""
    index = _index()
    if header in index:
        return index[header]
    parts = header.split("/")
    for size in range(len(parts) - 1, 0, -1):
        folder = "/".join(parts[:size]) + "/"
        if folder in index:
            return index[folder]
    return index.get(parts[-1], "") if len(parts) > 1 and parts[-1].endswith(".h") else ""


def for_library(name: str) -> str:
    """For `-lname`; versions in the name do not matter much."""
    return _first(f"-l{name}", f"-l{re.sub(r'[-.]?[0-9.]+$', '', name)}")


def for_pkg_config(name: str) -> str:
    """For a pkg-config module; a guess from its stem where the table knows the library."""
    stem = re.sub(r"-[0-9.]+$", "", name)
    bare = stem.removeprefix("lib")
    return _first(f"pc:{name}", f"pc:{stem}", f"pc:lib{bare}", f"pc:{bare}", f"-l{bare}")


def for_cmake(name: str) -> str:
    """For find_package(name), whatever its case."""
    entry = _first(f"cm:{name}")
    if entry:
        return entry
    lower = f"cm:{name}".lower()
    return next((value for key, value in _index().items() if key.lower() == lower), "")


def _first(*keys: str) -> str:
    index = _index()
    return next((index[key] for key in keys if key in index), "")
