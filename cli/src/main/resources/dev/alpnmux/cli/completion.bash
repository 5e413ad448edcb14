# bash completion of alpnmux: source <(alpnmux completion bash)
# The command itself knows what can follow. Its words are never evaluated.
_alpnmux() {
  local line=${COMP_LINE:0:COMP_POINT} words candidate
  # Not COMP_WORDS: bash cuts those at each colon.
  read -ra words <<<"$line"
  [[ $line != *[[:space:]] ]] || words+=('')
  COMPREPLY=()
  while read -r candidate; do
    COMPREPLY+=("$candidate")
    [[ $candidate != *= ]] || compopt -o nospace 2>/dev/null
  done < <("${1/#\~/$HOME}" complete -- "${words[@]:1}" 2>/dev/null </dev/null)
}
complete -o default -F _alpnmux alpnmux
