# The keys and the control plane of e2e/cluster. Sourced, not run.

certificate() { # NAME SUBJECT EXTENSIONS
  openssl req -newkey rsa:2048 -nodes -subj "$2" -keyout "$pki/$1.key" -out "$pki/$1.csr" 2>/dev/null
  openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 3650 \
    -extfile <(printf '%s\n' "$3") -out "$pki/$1.crt" 2>/dev/null
}

make_keys() {
  [ ! -s "$pki/tokens.csv" ] || return 0
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=diskwright-cluster \
    -keyout "$pki/ca.key" -out "$pki/ca.crt" 2>/dev/null
  openssl genrsa -out "$pki/accounts.key" 2048 2>/dev/null
  openssl rsa -in "$pki/accounts.key" -pubout -out "$pki/accounts.pub" 2>/dev/null
  local names="DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
  certificate apiserver /CN=kube-apiserver "subjectAltName=IP:$api_address,IP:127.0.0.1,IP:10.96.0.1,$names
extendedKeyUsage=serverAuth"
  certificate to-kubelet /O=system:masters/CN=apiserver-kubelet extendedKeyUsage=clientAuth
  local n user
  for n in 1 2; do
    certificate "kubelet$n" "/O=system:nodes/CN=system:node:node$n" "subjectAltName=DNS:node$n,IP:$(node_address "$n")
extendedKeyUsage=serverAuth,clientAuth"
  done
  for user in admin,system:masters system:kube-controller-manager, system:kube-scheduler, \
    system:kube-proxy, system:node:node1,system:nodes system:node:node2,system:nodes; do
    echo "$(openssl rand -hex 16),${user%%,*},${user%%,*},\"${user#*,}\""
  done >"$pki/tokens.new"
  mv "$pki/tokens.new" "$pki/tokens.csv"
}

kubeconfig() { # NAME USER
  put "$pki/$1.kubeconfig" <<EOT
apiVersion: v1
kind: Config
clusters: [{name: diskwright, cluster: {server: "https://$api_address:6443", certificate-authority: $pki/ca.crt}}]
users: [{name: me, user: {token: "$(awk -F, -v user="$2" '$2 == user { print $1 }' "$pki/tokens.csv")"}}]
contexts: [{name: diskwright, context: {cluster: diskwright, user: me}}]
current-context: diskwright
EOT
}

start_control_plane() {
  make_keys
  kubeconfig admin admin
  kubeconfig controllers system:kube-controller-manager
  kubeconfig scheduler system:kube-scheduler
  kubeconfig proxy system:kube-proxy
  kubeconfig node1 system:node:node1
  kubeconfig node2 system:node:node2
  put "$state/audit.yaml" <<EOT
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules: [{level: Metadata}]
EOT
  local peer=http://127.0.0.1:2380
  start etcd "$tools/etcd" --name=diskwright --data-dir="$state/etcd" --log-level=warn --unsafe-no-fsync \
    --listen-client-urls=http://127.0.0.1:2379 --advertise-client-urls=http://127.0.0.1:2379 \
    --listen-peer-urls=$peer --initial-advertise-peer-urls=$peer --initial-cluster=diskwright=$peer
  start kube-apiserver "$tools/kube-apiserver" --etcd-servers=http://127.0.0.1:2379 \
    --secure-port=6443 --advertise-address=$api_address --allow-privileged=true \
    --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --client-ca-file="$pki/ca.crt" \
    --token-auth-file="$pki/tokens.csv" --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$pki/accounts.pub" \
    --service-account-signing-key-file="$pki/accounts.key" --service-cluster-ip-range=10.96.0.0/16 \
    --kubelet-client-certificate="$pki/to-kubelet.crt" --kubelet-client-key="$pki/to-kubelet.key" \
    --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP \
    --audit-policy-file="$state/audit.yaml" --audit-log-path="$logs/audit.jsonl"
  wait_for "the API server" 60 "$tools/kubectl" get --raw /readyz
  local file=$pki/controllers.kubeconfig
  start kube-controller-manager "$tools/kube-controller-manager" --kubeconfig="$file" \
    --authentication-kubeconfig="$file" --authorization-kubeconfig="$file" --bind-address=127.0.0.1 --secure-port=0 \
    --leader-elect=false --use-service-account-credentials --root-ca-file="$pki/ca.crt" \
    --service-account-private-key-file="$pki/accounts.key" --cluster-signing-cert-file="$pki/ca.crt" \
    --cluster-signing-key-file="$pki/ca.key" --controllers='*,-nodeipam'
  file=$pki/scheduler.kubeconfig
  start kube-scheduler "$tools/kube-scheduler" --kubeconfig="$file" --authentication-kubeconfig="$file" \
    --authorization-kubeconfig="$file" --bind-address=127.0.0.1 --secure-port=0 --leader-elect=false
  put "$state/proxy.yaml" <<EOT
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: $pki/proxy.kubeconfig}
mode: nftables
clusterCIDR: 10.244.0.0/16
healthzBindAddress: ""
metricsBindAddress: 127.0.0.1:10249
conntrack: {maxPerCore: 0}
EOT
  start kube-proxy "$tools/kube-proxy" --config="$state/proxy.yaml" --hostname-override=node1
}
