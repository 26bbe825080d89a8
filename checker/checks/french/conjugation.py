"""French irregular verbs conjugated as if they were regular: « vous faisez », « il voira », « j'ai ouvri »."""

from __future__ import annotations

_BY_RIGHT = """
faites faisez | refaites refaisez | satisfaites satisfaisez | dites disez | redites redisez | fassent faisent
croient croivent | voient voyent | prennent prendent | apprennent apprendent | comprennent comprendent
surprennent surprendent | buvez boivez | buvons boivons | devez doivez | devons doivons | pouvez peuvez
pouvons peuvons | voulez veulez | voulons veulons | verrai voirai | verras voiras | verra voira
verrons voirons | verrez voirez | verront voiront | verrait voirait | pourrai pouvrai | pourra pouvra
pourront pouvront | pourrait pouvrait | mourra mourira | mourrait mourirait | mourront mouriront
courra courira | courront couriront | courrait courirait | enverrai envoyerai | enverra envoyera
enverrez envoyerez | enverrons envoyerons | enverront envoyeront | enverrait envoyerait | renverra renvoyera
renverrait renvoyerait | ferai fairai | feras fairas | fera faira | ferons fairons | ferez fairez
feront fairont | ferait fairait | ferais fairais | irai allerai | ira allera | iront alleront | irait allerait
irons allerons | aurai averai | aura avera | aurait averait | saurai saverai | saura savera | saurait saverait
saurez saverez | voudrai voulerai | voudra voulera | voudrait voulerait | devra devera | devrait deverait
devront deveront | devrez deverez | devrai deverai | recevra recevera | recevront receveront
acquerra acquérira | conquerra conquérira | cueillera cueillira | accueillera accueillira
accueillerons accueillirons | viendra venira | viendrai venirai | viendront veniront | viendrait venirait
tiendra tenira | deviendra devenira | ouvert ouvri | offert offri | couvert couvri | découvert découvri
souffert souffri | pris prendu | appris apprendu | compris comprendu | bu buvu | couru couri | mort mouri
conduit conduisé | construit construisé | traduit traduisé | produit produisé | réduit réduisé | éteint éteindu
peint peindu | rejoint rejoindu | craint craindu | plaint plaindu | vécu vivu | suivi suivu
poursuivi poursuivu | écrit écrivé | décrit décrivé | lu lisu | vaincu vainqué | vu voyu | cru croyu
reçu recevu | prit prena | prirent prenèrent | vint vena | vinrent venèrent | tint tena | mit metta
mirent mettèrent | fit faisa | firent faisèrent | dit disa | vit voya | virent voyèrent | écrivit écriva
lut lisa | voie voye | voies voyes | puisse peuve | aies ayes | ait aye | sois soyes | soit soye | sache save
mourut mourit | mort mouru | né naquu | naquit naissa | mis mettu | permis permettu | promis promettu
résolu résoudu | su savu | pu pouvu | voulu veulu | dû devu | eu avu | courut coura | prit prendit | prirent prendirent
peignit peindit | éteignit éteindit | rejoignit rejoindit | craignit craindit | plaignit plaindit | vécut vivit
suivit suiva | crut croya | but boiva | but boivit | tenu tiendu | tint tiena | venu viendu | reçut recevit
put pouva | connu connaissu | connu connaîtu | paru paraîtu | vendit venda | rendit renda | attendit attenda
répondit réponda | offrirent offrèrent | coururent courèrent | dormirent dormèrent | partirent partèrent
sortirent sortèrent | vinrent venèrent | dirent disèrent | allons vons | vont allent | sont étont
"""
REGULARISED = {
    wrong: right
    for line in _BY_RIGHT.strip().splitlines()
    for right, wrong in (pair.split() for pair in line.split(" | "))
}
"""Forms that no dictionary has, and what is meant by them."""
