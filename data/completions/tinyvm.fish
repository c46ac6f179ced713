# fish completion of tinyvm and tinyvm-define: the program itself knows its options and
# what may stand where (complete.h).

function __tinyvm_complete
    set -l word (commandline -ct)
    set -l answer (tinyvm __complete --words (commandline -opc) "$word" 2>/dev/null)
    set -l first (string split \t -- $answer[1])
    set -l rest (string sub -s (math 1 + (string length -- "$first[2]")) -- "$word")

    switch "$first[1]"
        case files
            printf '%s\n' "$first[2]"(__fish_complete_path "$rest")
        case directories
            printf '%s\n' "$first[2]"(__fish_complete_directories "$rest" '')
        case words
            string match -v -- '~*' $answer[2..] # fish would take it for a user's home
    end
end

complete -c tinyvm -f -a '(__tinyvm_complete)'
complete -c tinyvm-define -f -a '(__tinyvm_complete)'
