# fish completion of alpnmux: alpnmux completion fish | source
# The command itself knows what can follow. Its words are never evaluated.
function __alpnmux_candidates
    set -l typed (commandline -opc)
    set -l begun (commandline -ct)
    set -l found ($typed[1] complete -- $typed[2..-1] "$begun" 2>/dev/null </dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path "$begun"
    end
end
complete -c alpnmux -f -a '(__alpnmux_candidates)'
