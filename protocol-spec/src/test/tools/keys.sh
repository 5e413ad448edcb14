#!/bin/sh
# Makes the keys and certificates of ../resources/keys with OpenSSL 3: one key in several forms.
set -eu
cd "$(dirname "$0")/../resources/keys"

mark() { # FILE: says in the file what it is for
    { echo "Test only: made for the tests of alpnmux, trusted and used nowhere."; cat "$1.new"; } > "$1"
    rm "$1.new"
}
pkey() { openssl pkey -in "$1" -out "$2.new" ${3-} ${4-} ${5-}; mark "$2"; }
certify() { # NAME: a certificate for the key NAME-pkcs8.pem
    openssl req -x509 -key "$1-pkcs8.pem" -subj "/CN=$1.test" -days 36500 -out "$1.crt.new"
    mark "$1.crt"
}

openssl ecparam -name prime256v1 -genkey -out ec-parameters-sec1.pem.new
mark ec-parameters-sec1.pem
pkey ec-parameters-sec1.pem ec-pkcs8.pem
pkey ec-pkcs8.pem ec-sec1.pem -traditional
pkey ec-pkcs8.pem ec-encrypted-pkcs8.pem -aes128 -passout pass:test
openssl ec -in ec-pkcs8.pem -aes128 -passout pass:test -out ec-encrypted-sec1.pem.new
mark ec-encrypted-sec1.pem
openssl pkey -in ec-pkcs8.pem -ec_param_enc explicit -traditional -out ec-explicit-sec1.pem.new
mark ec-explicit-sec1.pem
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out p521-pkcs8.pem.new
mark p521-pkcs8.pem
pkey p521-pkcs8.pem p521-sec1.pem -traditional
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa-pkcs8.pem.new
mark rsa-pkcs8.pem
pkey rsa-pkcs8.pem rsa-pkcs1.pem -traditional
openssl rsa -in rsa-pkcs8.pem -traditional -aes128 -passout pass:test -out rsa-encrypted-pkcs1.pem.new
mark rsa-encrypted-pkcs1.pem
openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsa-pss-pkcs8.pem.new
mark rsa-pss-pkcs8.pem
openssl genpkey -algorithm ED25519 -out ed25519-pkcs8.pem.new
mark ed25519-pkcs8.pem
openssl genpkey -algorithm X25519 -out x25519-pkcs8.pem.new
mark x25519-pkcs8.pem
for name in ec p521 rsa rsa-pss ed25519; do certify "$name"; done
