# termproxy's way into zsh: the only file in a folder that stands in for ZDOTDIR. It puts ZDOTDIR
# back before anything else is read, so zsh finds all of the user's files where they are.

'builtin' 'typeset' -g __tp_n="${TERMPROXY_NONCE-}" __tp_f="${TERMPROXY_FILL-}" __tp_c="${TERMPROXY_COMMAND-}"
'builtin' 'unset' 'TERMPROXY_NONCE' 'TERMPROXY_FILL' 'TERMPROXY_COMMAND'

if [[ -n "${TERMPROXY_ZDOTDIR+x}" ]]; then
  'builtin' 'export' ZDOTDIR="$TERMPROXY_ZDOTDIR"
  'builtin' 'unset' 'TERMPROXY_ZDOTDIR'
else
  'builtin' 'unset' 'ZDOTDIR'
fi

# Whatever the user's file does, return or fail, ours comes after it.
{
  'builtin' 'typeset' -g __tp_file="${ZDOTDIR-$HOME}/.zshenv"
  [[ ! -r "$__tp_file" ]] || 'builtin' 'source' '--' "$__tp_file"
} always {
  if [[ -o 'interactive' && -n "$__tp_n" ]]; then
    'builtin' 'source' '--' "${${(%):-%x}:A:h:h}/termproxy.zsh"
  else
    'builtin' 'unset' '__tp_n' '__tp_f' '__tp_c'
  fi
  'builtin' 'unset' '__tp_file'
}
