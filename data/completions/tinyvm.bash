# bash completion of tinyvm and tinyvm-define: the program itself knows its options, what
# is quoted, and what readline leaves alone (complete.h); only a Tab is needed.
_tinyvm()
{
    local kind

    { read -r kind _ && mapfile -t COMPREPLY; } < <(tinyvm __complete --bash \
        "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    case $kind in
        files) compopt -o default ;;
        directories) compopt -o dirnames ;;
    esac
    # What ends so is to be gone on with.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        compopt -o nospace
    fi
} &&
    complete -F _tinyvm tinyvm tinyvm-define
