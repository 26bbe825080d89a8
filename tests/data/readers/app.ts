<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en">
<context>
  <name>Main</name>
  <message><source>&amp;File</source><translation>&amp;Fichier</translation></message>
  <message><source>Copy</source><comment>noun</comment><translation type="unfinished"></translation></message>
  <message numerus="yes"><source>%n file(s)</source><translation><numerusform>Un fichier</numerusform><numerusform>%n fichiers</numerusform></translation></message>
  <message><source>Old</source><translation type="vanished">Vieux</translation></message>
</context>
</TS>
