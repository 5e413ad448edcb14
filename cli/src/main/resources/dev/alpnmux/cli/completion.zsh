#compdef alpnmux
# zsh completion of alpnmux: source <(alpnmux completion zsh), after compinit
# The command itself knows what can follow. Its words are never evaluated.
_alpnmux() {
  local -a typed found
  typed=("${(@Q)words[1,CURRENT]}")
  found=("${(@f)$("${typed[1]/#\~/$HOME}" complete -- "${(@)typed[2,-1]}" 2>/dev/null </dev/null)}")
  found=(${found:#})
  if (( $#found )); then
    compadd -- ${found:#*=}
    compadd -S '' -- ${(M)found:#*=}
  else
    _files
  fi
}
compdef _alpnmux alpnmux
