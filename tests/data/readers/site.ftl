### comment
-brand = Renard
hello = Bonjour { $user }, voici
    un texte de { -brand } sur deux lignes.
    .title = Titre de la page
emails = { $n ->
    [one] Un message
   *[other] { $n } messages
}
mixed = Vous avez { $n ->
    [one] un message
   *[other] des messages
} depuis hier.
