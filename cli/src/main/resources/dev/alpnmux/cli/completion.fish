# fish completion of alpnmux: alpnmux completion fish | source
# The command itself knows what can follow. Its words are never evaluated.
function __alpnmux_candidates
    set -l typed (commandline -opc)
    set -l begun (commandline -ct)
    $typed[1] complete -- $typed[2..-1] "$begun" 2>/dev/null </dev/null
end
complete -c alpnmux -a '(__alpnmux_candidates)'
