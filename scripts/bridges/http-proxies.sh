# shellcheck shell=bash
# Checks for a calendar server and the reverse proxies in front of it. Meant to be sourced, after requirements.sh.

# check_radicale: whether Radicale is installed. If not, RADICALE_PROBLEM says why. The package python3-radicale contains it
# without a service.
check_radicale() {
    if ! /usr/bin/python3 -c 'import radicale' 2>/dev/null; then
        # shellcheck disable=SC2034 # used by the callers
        RADICALE_PROBLEM="Radicale is not installed. On Debian: apt-get install python3-radicale"
        return 1
    fi
}

prepare_radicale() {
    check_radicale || install_debian_packages python3-radicale || true
    check_radicale
}

# check_http_proxy nginx|apache|caddy: the same for a reverse proxy, with HTTP_PROXY_PROBLEM.
check_http_proxy() {
    local missing=
    case $1 in
        nginx)
            nginx -V 2>&1 | grep -q -- --with-http_auth_request_module || missing="nginx-light ca-certificates"
            ;;
        apache)
            have_command apache2 && [[ -e /usr/lib/apache2/modules/mod_lua.so && -e /usr/share/lua/5.3/cqueues.lua && -e /usr/share/lua/5.3/openssl.lua ]] ||
                missing="apache2-bin lua-cqueues lua-luaossl"
            ;;
        caddy) have_command caddy || missing=caddy ;;
    esac
    # shellcheck disable=SC2034 # used by the callers
    HTTP_PROXY_PROBLEM="$1 is not installed. On Debian: apt-get install $missing"
    [[ -z $missing ]]
}

prepare_http_proxy() {
    check_http_proxy "$1" && return
    case $1 in
        nginx) install_debian_servers nginx.service nginx-light ca-certificates || true ;;
        # These packages contain the programs without the service.
        apache) install_debian_packages apache2-bin lua-cqueues lua-luaossl || true ;;
        caddy) install_debian_servers caddy.service caddy || true ;;
    esac
    check_http_proxy "$1"
}
